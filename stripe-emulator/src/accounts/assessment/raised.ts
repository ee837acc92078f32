import type { AccountRecord, RaisedRequirement } from "../../records/account.ts";

/** Asks something of an account besides its table, in the place of what was asked for the same entry before. */
export function raise({ internal }: AccountRecord, asked: RaisedRequirement): void {
  internal.raised = [...internal.raised.filter(({ requirement }) => requirement !== asked.requirement), asked];
}

/** What was raised for an entry was answered, as no parameter can answer a risk review: it is pending from now on. */
export function answer({ internal }: AccountRecord, entry: string): void {
  internal.raised = internal.raised.map((raised) =>
    raised.requirement === entry ? { ...raised, answered: true, error: null } : raised,
  );
}

/** What was raised for these entries is over. */
export function clear({ internal }: AccountRecord, entries: readonly string[]): void {
  internal.raised = internal.raised.filter(({ requirement }) => !entries.includes(requirement));
}

/**
 * The entries that got another value: those of what was sent that is not what was there. A number is always another one,
 * because it is not kept.
 */
export function entriesChanged(before: object | null | undefined, sent: object, prefix: string): string[] {
  const known = new Map<string, unknown>(Object.entries(before ?? {}));
  return Object.entries(sent).flatMap(([name, value]) => {
    const entry = prefix + name;
    const was = known.get(name);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      if ("plan" in value) return [entry];
      const parts = entriesChanged(typeof was === "object" ? was : null, value, `${entry}.`);
      // A document is one entry, whichever of its sides is new.
      return parts.length > 0 && name.endsWith("document") ? [entry, ...parts] : parts;
    }
    return JSON.stringify(was ?? null) === JSON.stringify(value) ? [] : [entry];
  });
}
