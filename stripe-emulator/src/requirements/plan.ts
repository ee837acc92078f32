import type { Enough, Holder, Row, Table } from "./table.ts";
import type { AccountFacts, Role, Stops } from "./types.ts";

/** One entry of one holder, as a row asks for it. Names are without the holder's prefix. */
export type Item = {
  entry: string;
  when: Row["when"];
  replaces: readonly string[];
  /** Another item stands in for it once its check fails. */
  isReplaced: boolean;
  alternative: readonly string[];
  /** Text that somebody types, not a document. */
  isTyped: boolean;
  unless: readonly string[];
  stops: Stops;
  paymentsOnly: boolean;
  verifyWithinDays: number | null;
  graceDays: number;
};

export type Part = { items: readonly Item[]; entries: ReadonlySet<string>; hasThen: boolean };

/** A table made ready for one business type: what is asked of the account with its company, and of persons by role. */
export type Plan = {
  account: Part;
  individual: Part | null;
  /** Asked of whoever holds the roles. The same part for the same roles. */
  person: (roles: ReadonlySet<Role>) => Part;
  /** For each role that anything is asked of: what is listed while nobody holds it. */
  vacancies: readonly Vacancy[];
  /** What comes true by itself, by its full name, once the people named are enough. */
  provided: readonly { entry: string; enough: Enough }[];
};

type Vacancy = { role: Role; prefix: string; part: Part; provided: string };

const holders: readonly { role: Role; holder: Holder }[] = [
  { role: "representative", holder: "representative" },
  { role: "owner", holder: "owners" },
  { role: "director", holder: "directors" },
  { role: "executive", holder: "executives" },
];

/** Nobody is asked for as owner of these: docs.stripe.com/connect, required verification information. */
const publicStructures: readonly (string | null)[] = ["public_corporation", "public_partnership"];

type Setup = Pick<AccountFacts, "businessType" | "structure" | "requested">;

/** Every capability but `transfers` lets the account take payments. */
export const isPayments = (capability: string): boolean => capability !== "transfers";

/** Makes plans of a table, one for each kind of account. */
export function planner(table: Table): (setup: Setup) => Plan {
  const plans = new Map<string, Plan>();
  return ({ businessType, structure, requested }) => {
    const takesPayments = requested.some(isPayments);
    const isPublic = publicStructures.includes(structure);
    const key = [businessType, takesPayments, isPublic].join();
    const plan = plans.get(key) ?? planOf(rowsFor(businessType, isPublic, table), businessType, takesPayments);
    plans.set(key, plan);
    return plan;
  };
}

function planOf(asked: readonly Row[], type: Setup["businessType"], takesPayments: boolean): Plan {
  const rows = asked.filter((row) => takesPayments || row.only !== "payments");
  const of = (...who: Holder[]) => partOf(rows.filter((row) => who.includes(row.who)));
  const parts = new Map<string, Part>();
  return {
    account: of("account", "company"),
    individual: type === "individual" ? of("individual") : null,
    person: (roles) => {
      const held = holders.filter(({ role }) => roles.has(role)).map(({ holder }) => holder);
      const key = held.join();
      const part = parts.get(key) ?? of(...held);
      parts.set(key, part);
      return part;
    },
    vacancies: holders
      .map(({ role, holder }) => ({
        role,
        prefix: `${holder}.`,
        part: of(holder),
        provided: `company.${holder}_provided`,
      }))
      .filter(({ part }) => part.items.length > 0),
    provided: rows.flatMap(({ ask, enough }) =>
      enough ? ask.map((name) => ({ entry: `company.${name}`, enough })) : [],
    ),
  };
}

function rowsFor(type: Setup["businessType"], isPublic: boolean, table: Table): readonly Row[] {
  if (type === null) return [...table.always, ...table.untyped];
  if (type === "individual") return [...table.always, ...table.individual];
  return [...table.always, ...table.company, ...(type === "company" && !isPublic ? table.owners : [])];
}

function partOf(rows: readonly Row[]): Part {
  const items = rows.flatMap(itemsOf);
  const replaced = new Set(items.flatMap(({ replaces }) => replaces));
  // Somebody in two roles is asked the same by both.
  const distinct = new Map(
    items.map((item) => [JSON.stringify(item), { ...item, isReplaced: replaced.has(item.entry) }]),
  );
  return {
    items: [...distinct.values()],
    entries: new Set(items.map(({ entry }) => entry)),
    hasThen: items.some(({ when }) => when === "then"),
  };
}

function itemsOf(row: Row): Omit<Item, "isReplaced">[] {
  // The company's entries are listed with the account's own, by their full names.
  const named = (entries: readonly string[] = []) =>
    row.who === "company" ? entries.map((entry) => `company.${entry}`) : entries;
  return named(row.ask).map((entry) => ({
    entry,
    when: row.when,
    replaces: named(row.replaces),
    alternative: named(row.alternative),
    isTyped: !/(^|\.)(verification|documents)\./.test(entry),
    unless: named(row.unless),
    stops: row.stops ?? "both",
    paymentsOnly: row.only === "payments",
    verifyWithinDays: row.verifyWithinDays ?? null,
    graceDays: row.graceDays ?? 14,
  }));
}
