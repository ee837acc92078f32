import { type Figure, updateTable } from "./figures.ts";

/** What a run measured: by which measures, on what machine and which day. */
export type Run = { figures: readonly Figure[]; measures: readonly string[]; where: string };

/**
 * The text of results.md with what a run measured in the places of what was there: lines of the table, and above it the
 * list of which measures were taken where. All else stays as somebody wrote it.
 */
export function updateResults(older: string, { figures, measures, where }: Run): string {
  const lines = older.split("\n");
  const isRow = (line: string) => line.startsWith("|");
  const first = lines.findIndex(isRow);
  // What is written below may have tables of its own.
  const end = lines.findIndex((line, index) => index > first && !isRow(line));
  const above = lines.slice(0, first);
  const isPlace = (line: string) => line.startsWith(bullet);
  const places = new Map(above.filter(isPlace).map(toPlace));
  for (const [place, names] of places) {
    places.set(
      place,
      names.filter((name) => !measures.includes(name)),
    );
  }
  places.set(where, [...(places.get(where) ?? []), ...measures]);
  const listed = [...places].filter(([, names]) => names.length > 0).map(toLine);

  const start = above.findIndex(isPlace);
  return [
    ...above.slice(0, start),
    ...listed,
    ...above.slice(start).filter((line) => !isPlace(line)),
    ...updateTable(lines.slice(first, end), figures),
    ...lines.slice(end),
  ].join("\n");
}

const bullet = "- ";

function toPlace(line: string): [string, string[]] {
  const [place = "", names = ""] = line.slice(bullet.length).split(": ");
  return [place, names.split(", ")];
}

const toLine = ([place, names]: [string, string[]]) => `${bullet}${place}: ${names.join(", ")}`;
