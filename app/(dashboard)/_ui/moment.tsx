/** A moment for machines (ISO 8601), short for the eye, and all of it for a title. A tuple: names would be sent with each. */
export type WrittenMoment = [iso: string, short: string, full: string];

/** A moment in UTC, short, with all of it in the title. */
export function Moment({ at: [iso, short, full] }: { at: WrittenMoment }) {
  return (
    <time dateTime={iso} title={full}>
      {short}
    </time>
  );
}
