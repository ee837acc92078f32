import type { StaffFormat } from "./format";

/** A moment in UTC, short, with all of it in the title. `iso` is ISO 8601. */
export function Moment({ iso, format }: { iso: string; format: StaffFormat }) {
  return (
    <time dateTime={iso} title={format.full(iso)} className="num whitespace-nowrap">
      <bdi>{format.stamp(iso)}</bdi>
    </time>
  );
}
