const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;

/** What is made once for each name in a process, because making it takes a hundred times as long as using it. */
function perName<Made>(make: (name: string) => Made): (name: string) => Made {
  const made = new Map<string, Made>();
  return (name) => {
    const kept = made.get(name) ?? make(name);
    made.set(name, kept);
    return kept;
  };
}

const clockFormat = perName(
  (timeZone) =>
    new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    }),
);

/** The zones of a country, by its code; none where it is no code of a country. */
const zonesOf = perName((country) =>
  /^[A-Z]{2}$/.test(country) ? (new Intl.Locale(`und-${country}`).getTimeZones() ?? []) : [],
);

/** The clock of a zone (IANA) at a moment, as if it were UTC's. */
function clockOf(moment: Date, timeZone: string): number {
  const parts = clockFormat(timeZone).formatToParts(moment);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** The day of a moment in a zone: days since 1 January 1970 by its calendar. */
export const dayOf = (moment: Date, timeZone: string): number => Math.floor(clockOf(moment, timeZone) / dayMs);

/** When a zone's clock shows this hour on a day, as `dayOf` counts it; where it never does, about that time. */
export function momentOf(day: number, hour: number, timeZone: string): Date {
  const wanted = day * dayMs + hour * hourMs;
  const offsetAt = (time: number) => clockOf(new Date(time), timeZone) - time;
  // The offset half a day off may be that of before a change of the clock.
  return new Date(wanted - offsetAt(wanted - offsetAt(wanted)));
}

/**
 * The zone in which a seller of this country (ISO 3166-1 alpha-2) reads a date, where all zones of the country show the same
 * time; else UTC. Nobody has told us their own.
 */
export function zoneOf(country: string, moment: Date): string {
  const [first = "UTC", ...others] = zonesOf(country);
  return others.every((zone) => clockOf(moment, zone) === clockOf(moment, first)) ? first : "UTC";
}
