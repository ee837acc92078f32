const dayMs = 24 * 60 * 60 * 1000;

/** The clock of a zone (IANA) at a moment, as if it were UTC's. */
function clockOf(moment: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  }).formatToParts(moment);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** The day of a moment in a zone: days since 1 January 1970 by its calendar. */
export const dayOf = (moment: Date, timeZone: string): number => Math.floor(clockOf(moment, timeZone) / dayMs);

/**
 * The zone in which a seller of this country (ISO 3166-1 alpha-2) reads a date, where all zones of the country show the same
 * time; else UTC. Nobody has told us their own.
 */
export function zoneOf(country: string, moment: Date): string {
  if (!/^[A-Z]{2}$/.test(country)) return "UTC";
  const [first = "UTC", ...others] = new Intl.Locale(`und-${country}`).getTimeZones() ?? [];
  return others.every((zone) => clockOf(moment, zone) === clockOf(moment, first)) ? first : "UTC";
}
