import { apiVersion } from "../api-version.ts";

/** Named releases and the date of the first version of each; before these, a version was a date alone. */
const releases = [
  ["acacia", "2024-09-30"],
  ["basil", "2025-03-31"],
  ["clover", "2025-09-30"],
  ["dahlia", "2026-03-25"],
  ["endive", "2026-09-30"],
] as const;
const firstVersion = "2011-01-01";

/**
 * True for a version Stripe could have: a date up to the one the emulator speaks, with the name of the release it belongs
 * to (or `preview`), and perhaps flags of beta features after it. Which days had a version is not checked.
 */
export function isApiVersion(version: string): boolean {
  const [, date, name] = /^(\d{4}-\d{2}-\d{2})(?:\.([a-z]+))?(?:\s*;\s*\w+=v\d+)*$/.exec(version) ?? [];
  if (date === undefined || !isDate(date)) return false;
  if (date < firstVersion || date > apiVersion.slice(0, date.length)) return false;

  const release = releases.findLast(([, from]) => from <= date)?.[0];
  return name === release || (name === "preview" && release !== undefined);
}

function isDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}
