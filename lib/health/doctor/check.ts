import type pg from "pg";
import type { Env } from "@/lib/env";
import type messages from "@/messages/en/doctor.json";

/** The blocks in which checks are shown, in this order. */
export const groups = ["environment", "keys", "webhooks", "database", "running"] as const;

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

type Values = Record<string, string | number>;

/** A text of messages/…/doctor.json by its path. */
export type Words = (path: string, values?: Values) => string;

/** What the checks look at. `forwarded`: webhooks come by the Stripe CLI, so that no endpoint is registered for them. */
export type Patient = { env: Env; database: pg.Pool; words: Words; forwarded: boolean };

type Texts = typeof messages;
type Short<Of> = Exclude<{ [Name in keyof Of]: Of[Name] extends string ? Name : never }[keyof Of], "name"> & string;
type Long<Of> = { [Name in keyof Of]: Of[Name] extends { what: string } ? Name : never }[keyof Of] & string;

/**
 * Words the findings of one check: `fine` and `unknown` have one text, `warning` and `failed` have what, why and fix. A
 * finding without its texts is a type error.
 */
export function finding<InGroup extends Group, Name extends keyof Texts[InGroup] & string>(
  words: Words,
  group: InGroup,
  check: Name,
) {
  const path = `${group}.${check}`;
  const about = { group, name: words(`${path}.name`) };
  const short = (state: "ok" | "unknown") => (found: Short<Texts[InGroup][Name]>, values?: Values) =>
    ({ ...about, state, what: words(`${path}.${found}`, values), why: null, fix: null }) satisfies Check;
  const long = (state: "warning" | "failed") => (found: Long<Texts[InGroup][Name]>, values?: Values) =>
    ({
      ...about,
      state,
      what: words(`${path}.${found}.what`, values),
      why: words(`${path}.${found}.why`, values),
      fix: words(`${path}.${found}.fix`, values),
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

/** A key as people may see it: its kind and its last four characters. */
export const maskKey = (key: string): string => {
  const [, kind = ""] = /^((?:sk|pk|rk)_(?:test|live)_|whsec_)/.exec(key) ?? [];
  return `${kind}…${key.slice(-4)}`;
};

/** An account's id, short enough for a line: `acct_1Q…Nw`. */
export const shortAccount = (id: string): string => `${id.slice(0, 7)}…${id.slice(-2)}`;

/** How long ago something was, in words. */
export function inWords(words: Words, ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return words("age.seconds", { count: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return words("age.minutes", { count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? words("age.hours", { count: hours }) : words("age.days", { count: Math.floor(hours / 24) });
}
