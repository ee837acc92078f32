import type { ICUArgs } from "next-intl";
import type pg from "pg";
import type { Locale } from "@/i18n/locales";
import type { Messages } from "@/i18n/messages";
import type { translatorOf } from "@/i18n/translator";
import type { Env } from "@/lib/env";

/** The blocks in which checks are shown, in this order. */
export const groups = ["environment", "keys", "webhooks", "connect", "database", "running"] as const;

/** One of the blocks. */
export type Group = (typeof groups)[number];

/** `unknown`: nobody can tell from here; it is no fault. */
export type CheckState = "ok" | "warning" | "failed" | "unknown";

/** What one check found, in words for people. Holds no secret and no personal data. */
export type Check = {
  group: Group;
  name: string;
  state: CheckState;
  /** One line. */
  what: string;
  /** Why it matters, one line; only with `warning` and `failed`. */
  why: string | null;
  /** How to fix it, one line; only with `warning` and `failed`. */
  fix: string | null;
  /** What the doctor can fix itself, once somebody agrees. */
  canFix?: Fixable;
};

/** What the doctor fixes: that the webhook endpoint names our events. */
type Fixable = "events";

/** The doctor's texts in a language: by i18n/translator.ts where there is no request, else of the request. */
export type Words = Awaited<ReturnType<typeof translatorOf<"doctor">>>;

/** What the checks look at. `forwarded`: webhooks come by the Stripe CLI, so that no endpoint is registered for them. */
export type Patient = { env: Env; database: pg.Pool; words: Words; locale: Locale; forwarded: boolean };

type Texts = Messages["doctor"];
type Short<Of> = Exclude<{ [Name in keyof Of]: Of[Name] extends string ? Name : never }[keyof Of], "name"> & string;
type Long<Of> = { [Name in keyof Of]: Of[Name] extends { what: string } ? Name : never }[keyof Of] & string;

/** The values that all of these texts take together. */
type ValuesOf<Text> = (Text extends string ? (values: ICUArgs<Text, Kinds>) => void : never) extends (
  values: infer All,
) => void
  ? All
  : never;

/** They as the rest of a call's arguments. */
type Values<Text> = keyof ValuesOf<Text> extends never ? [] : [values: ValuesOf<Text>];

/** What next-intl takes for each kind of parameter. */
type Kinds = { ICUArgument: string; ICUNumberArgument: number | bigint; ICUDateArgument: Date };

// By the texts themselves: by their paths the compiler would try every group with every check and every finding, for a minute.
type LinesOf<Text> = Text extends { what: infer What; why: infer Why; fix: infer Fix } ? What | Why | Fix : never;

/** The person at the terminal. `ask` answers null where nobody can be asked. */
export type Person = { say: (line: string) => void; ask: (question: string) => Promise<boolean | null> };

/**
 * Words the findings of one check: `fine` and `unknown` have one text, `warning` and `failed` have what, why and fix. A
 * finding without its texts, and a text without its values, are type errors.
 */
export function finding<const InGroup extends Group, const Name extends keyof Texts[InGroup] & string>(
  words: Words,
  group: InGroup,
  check: Name,
) {
  // A cast, because the compiler does not look into a path that is put together; who calls gives it the exact types.
  const text = words as (path: string, ...values: unknown[]) => string;
  const path = `${group}.${check}`;
  const about = { group, name: text(`${path}.name`) };
  const short =
    (state: "ok" | "unknown") =>
    <Found extends Short<Texts[InGroup][Name]>>(found: Found, ...values: Values<Texts[InGroup][Name][Found]>) =>
      ({ ...about, state, what: text(`${path}.${found}`, ...values), why: null, fix: null }) satisfies Check;
  const long =
    (state: "warning" | "failed") =>
    <Found extends Long<Texts[InGroup][Name]>>(found: Found, ...values: Values<LinesOf<Texts[InGroup][Name][Found]>>) =>
      ({
        ...about,
        state,
        what: text(`${path}.${found}.what`, ...values),
        why: text(`${path}.${found}.why`, ...values),
        fix: text(`${path}.${found}.fix`, ...values),
      }) satisfies Check;
  return {
    fine: short("ok"),
    unknown: short("unknown"),
    warning: long("warning"),
    failed: long("failed"),
    /** For what cannot be looked at because another check failed. */
    skipped: (because: "noStripe" | "noDatabase") =>
      ({ ...about, state: "unknown", what: words(because), why: null, fix: null }) satisfies Check,
  };
}

/** The first row of a check's statement; null when there is none or the statement fails. */
export async function firstRow<Row extends pg.QueryResultRow>(
  database: pg.Pool,
  sql: string,
  values: unknown[] = [],
): Promise<Row | null> {
  try {
    return (await database.query<Row>(sql, values)).rows[0] ?? null;
  } catch {
    return null;
  }
}

/** A key as people may see it: its kind and its last four characters. */
export const maskKey = (key: string): string => {
  const [, kind = ""] = /^((?:sk|pk|rk)_(?:test|live)_|whsec_)/.exec(key) ?? [];
  return `${kind}…${key.slice(-4)}`;
};

/** An account's id, short enough for a line: `acct_1Q…Nw`. */
export const shortAccount = (id: string): string => `${id.slice(0, 7)}…${id.slice(-2)}`;
