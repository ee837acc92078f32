/** A moment for machines (ISO 8601, UTC) and short for the eye. A tuple: names would be sent with each. */
export type WrittenMoment = [iso: string, short: string];

/** A moment in UTC, short, with all of it to the second in the title. */
export function Moment({ at: [iso, short] }: { at: WrittenMoment }) {
  const [day, time] = [iso.slice(0, 10), iso.slice(11, 19)];
  return (
    <time dateTime={`${day}T${time}Z`} title={`${day} ${time} UTC`}>
      {short}
    </time>
  );
}
