import type { ReactNode } from "react";

/** Names and values, one a line. */
export function Facts({ rows }: { rows: { name: string; value: ReactNode }[] }) {
  return (
    <dl className="rows mt-4 text-small">
      {rows.map(({ name, value }) => (
        <div key={name} className="flex justify-between gap-4 py-3">
          <dt className="muted">{name}</dt>
          <dd className="min-w-0 text-end font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
