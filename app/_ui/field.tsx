import type { ComponentProps } from "react";

type Common = { id: string; label: string; hint?: string; error?: string | null };

const describedBy = ({ id, hint, error }: Common) =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;

function Around({ id, label, hint, error, children }: Common & { children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-small font-semibold">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="muted text-caption">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="font-medium text-error text-small" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** A labelled text field; `error` is tied to it and spoken. */
export function Field({ label, hint, error, ...props }: Omit<ComponentProps<"input">, "className"> & Common) {
  const common = { id: props.id, label, ...(hint && { hint }), error: error ?? null };

  return (
    <Around {...common}>
      <input
        className="control"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(common)}
        {...props}
      />
    </Around>
  );
}

/** A labelled native select; its options are the children. */
export function SelectField({ label, hint, error, ...props }: Omit<ComponentProps<"select">, "className"> & Common) {
  const common = { id: props.id, label, ...(hint && { hint }), error: error ?? null };

  return (
    <Around {...common}>
      <select
        className="control-select"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(common)}
        {...props}
      />
    </Around>
  );
}
