/** A moment for machines (ISO 8601 to the second, UTC) and short for the eye. A tuple: names would be sent with each. */
export type WrittenMoment = [iso: string, short: string];

/** A moment in UTC, short, with all of it to the second in the title. */
export function Moment({ at: [iso, short] }: { at: WrittenMoment }) {
  return (
    <time dateTime={iso} title={`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`}>
      {short}
    </time>
  );
}
