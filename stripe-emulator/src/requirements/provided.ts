import type { Plan } from "./plan.ts";
import type { Enough } from "./table.ts";
import type { PersonFacts } from "./types.ts";

/** Entries that nobody has to say: the people named are enough for them to be true. */
export function providedBy(persons: readonly PersonFacts[], { provided }: Plan): string[] {
  return provided.filter(({ enough }) => areEnough(persons, enough)).map(({ entry }) => entry);
}

function areEnough(persons: readonly PersonFacts[], enough: Enough): boolean {
  const holders = persons.filter(({ roles }) => roles.has(enough.role));
  if (enough.role === "executive") return holders.length >= enough.persons;
  const percent = holders.reduce((sum, { share }) => sum + (share ?? enough.unsaid), 0);
  // Decimals may add up to a little less.
  return percent >= enough.percent - 1e-9;
}
