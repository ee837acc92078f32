import type { Stops } from "./types.ts";

/**
 * Where a row of a table comes from. `mark` is how certain it is: D Stripe's documentation, S its OpenAPI document or SDK,
 * O observed in recordings of test mode, ? assumed.
 */
export const sources = {
  recordings: { mark: "O", text: "2,409 test-mode calls recorded in antiwork/gumroad, 2023-10 to 2025-02" },
  gumroad2026: { mark: "O", text: "a test-mode recording in antiwork/gumroad of 2026-07-30" },
  teachNiche: { mark: "O", text: "a test-mode log in jayminwest/Teach-Niche of 2025-04-04" },
  query2026: {
    mark: "O",
    text: "answers of Stripe's requirement query, kept in public repositories, 2026-08 to 2026-10",
  },
  countrySpecs: {
    mark: "D",
    text: "Country Specs API of June 2022, kept in layeredapps/stripe-connect: at most this is asked",
  },
  liveQueries: {
    mark: "O",
    text: "answers of live accounts of GB and FR in three public repositories, 2026-09 to 2026-10",
  },
  docs: {
    mark: "D",
    text: "docs.stripe.com/connect: required verification information, handling and testing API verification",
  },
  openapi: { mark: "S", text: "Stripe's OpenAPI document and SDK 23.1.0" },
  assumed: { mark: "?", text: "nothing seen; what the other countries do" },
} as const;

export type Source = keyof typeof sources;

/** Whose entries a row names. Persons by their role; "individual" is the person an individual's account is about. */
export type Holder = "account" | "company" | "individual" | "representative" | "owners" | "directors" | "executives";

/**
 * Which people of a role are enough: so many, or those who own so many percent together. An owner of whom no share is known
 * counts with `unsaid` percent.
 */
export type Enough = { role: "executive"; persons: number } | { role: "owner"; percent: number; unsaid: number };

export type Row = {
  who: Holder;
  /** Entries without the holder's prefix. */
  ask: readonly string[];
  /**
   * "start": due at once. "then": due once all the holder gives at the start is there, before that eventually.
   * "eventually": listed, and due only if a check fails. "failed": not even listed until a check fails.
   */
  when: "start" | "then" | "eventually" | "failed";
  /** Entries of the same holder that this one stands in for once one of their checks fails; pending while theirs are. */
  replaces?: readonly string[];
  /** Providing all of these does as well; Stripe says so in `alternatives`. */
  alternative?: readonly string[];
  /** Not asked once one of these is given; Stripe does not say so. */
  unless?: readonly string[];
  /** Both, if absent. */
  stops?: Stops;
  /** Asked only of accounts with a capability to take payments, that is, any but `transfers`. */
  only?: "payments";
  /** While its check is pending an account that is enabled stays so until this many days after its creation. */
  verifyWithinDays?: number;
  /** Once the account was enabled: days between becoming due and past due. 14, if absent. */
  graceDays?: number;
  /** Of a `company.…_provided`: which people make it come true by itself. */
  enough?: Enough;
  sources: readonly [Source, ...Source[]];
};

/**
 * What a country asks of an account: always, and by its business type; all types but "individual" are companies. Only those
 * of type "company" have owners, unless they are public: [?] of non-profits and government entities.
 */
export type Table = {
  always: readonly Row[];
  untyped: readonly Row[];
  individual: readonly Row[];
  company: readonly Row[];
  owners: readonly Row[];
};

/** Groups of entries that Stripe always asks for together. */
export const name = ["first_name", "last_name"];
export const birthDate = ["dob.day", "dob.month", "dob.year"];
export const address = ["address.line1", "address.city", "address.postal_code"];
export const addressWithState = [...address, "address.state"];

/** What every country asks of every account, but for what the account sells. */
export const always: readonly Row[] = [
  { who: "account", ask: ["tos_acceptance.date", "tos_acceptance.ip"], when: "start", sources: ["teachNiche"] },
  {
    who: "account",
    ask: ["external_account"],
    when: "start",
    stops: "payouts",
    graceDays: 0,
    sources: ["teachNiche", "recordings"],
  },
];

/** Where Stripe has not said anything else for a country. */
export const mcc: Row = { who: "account", ask: ["business_profile.mcc"], when: "start", sources: ["teachNiche"] };
export const url: Row = { who: "account", ask: ["business_profile.url"], when: "start", sources: ["teachNiche"] };
/**
 * Stripe's document says that the number of the owners and their total percent decide, and that executives can be enough. The
 * documentation's example asks for confirmation while one owner has 80 %, because that is not 100 %; in 2024 it assumed 25 % of an
 * owner without a share. [?] One executive is enough.
 */
export const ownersProvided: Row = {
  who: "company",
  ask: ["owners_provided"],
  when: "start",
  enough: { role: "owner", percent: 100, unsaid: 25 },
  sources: ["recordings", "countrySpecs", "openapi", "docs"],
};
export const enoughExecutives: Enough = { role: "executive", persons: 1 };
export const businessType: Row = { who: "account", ask: ["business_type"], when: "start", sources: ["teachNiche"] };
