import type { Clock } from "../../clock/clock.ts";
import type { Scheduler } from "../../clock/scheduler.ts";
import type { AccountRecord } from "../../records/account.ts";
import type { AccountPersonRecord, PersonDetails } from "../../records/account-person.ts";
import type { Checks, Outcome, Plan, StoredCheck } from "../../records/check.ts";
import { birthDateOf, checkOf, type Holdings, prefixOf } from "../assessment/facts.ts";
import { planFor, type Tested, testBirthDates, testPhone } from "../test-values.ts";
import { ageOf } from "./age.ts";
import type { FilePlans } from "./files.ts";

/** What it takes to begin checks. */
export type CheckContext = {
  clock: Clock;
  scheduler: Scheduler;
  options: {
    /** How long a check takes that takes 10 seconds in Stripe's test mode, seconds of the emulator's clock. */
    asyncDelaySeconds: number;
  };
};

/** How long a document takes in Stripe's test mode: what `asyncDelaySeconds` stands for. */
const documentSeconds = 10;

/** Begins the checks of what changed about a person, and drops those of what is gone. */
export function beginPersonChecks(
  context: CheckContext,
  account: AccountRecord,
  person: AccountPersonRecord,
  { before, sent, files }: { before: PersonDetails; sent: PersonDetails; files: FilePlans },
): void {
  const { checks, details } = person.internal;
  const begin = beginner(context, account.id, checks);
  const plan = (of: Tested, value: string) => planFor(of, value, account.country);

  begin.changed(
    "dob",
    birthDateOf(before),
    birthDateOf(details),
    (date) => planOfAge(date, details.dob, context.clock.now()) ?? plan("dob", date),
  );
  begin.changed("address", JSON.stringify(before.address), JSON.stringify(details.address), () =>
    plan("address.line1", details.address?.line1 ?? ""),
  );
  begin.changed("first_name", before.first_name, details.first_name, (name) => plan("first_name", name));
  begin.changed("phone", before.phone, details.phone, planOfPhone);
  for (const name of ["id_number", "ssn_last_4"] as const) {
    if (sent[name] === undefined) continue;
    if (name === "id_number" && details.relationship?.representative) {
      voidTerms(account, checks[name], context.clock.nowMs());
    }
    begin.by(name, sent[name]?.plan ?? null);
  }
  begin.files(files);
}

/** As `beginPersonChecks`, about the account itself. */
export function beginAccountChecks(
  context: CheckContext,
  account: AccountRecord,
  {
    before,
    sent,
    files,
  }: { before: AccountRecord["internal"]; sent: AccountRecord["internal"]["company"] | null; files: FilePlans },
): void {
  const { internal, country } = account;
  const { businessProfile, company, settings } = internal;
  const begin = beginner(context, account.id, internal.checks);
  const plan = (of: Tested, value: string) => planFor(of, value, country);

  begin.changed("business_profile.url", before.businessProfile.url, businessProfile.url, (url) =>
    plan("business_profile.url", url.replace(/\/$/, "")),
  );
  begin.changed("business_profile.name", before.businessProfile.name, businessProfile.name, (name) =>
    plan("business_profile.name", name),
  );
  begin.changed(
    "business_profile.product_description",
    before.businessProfile.product_description,
    businessProfile.product_description,
    (description) =>
      planOfDescription(description, businessProfile.url) ?? plan("business_profile.product_description", description),
  );
  begin.changed(
    "settings.payments.statement_descriptor",
    before.settings.payments?.statement_descriptor,
    settings.payments?.statement_descriptor,
    (text) => plan("statement_descriptor", text),
  );
  begin.changed(
    "settings.card_payments.statement_descriptor_prefix",
    before.settings.card_payments?.statement_descriptor_prefix,
    settings.card_payments?.statement_descriptor_prefix,
    (text) => plan("statement_descriptor_prefix", text),
  );
  begin.changed("company.name", before.company.name, company.name, (name) => plan("company.name", name));
  begin.changed("company.phone", before.company.phone, company.phone, planOfPhone);
  const line1 = company.address?.line1 ?? "";
  const planOfAddress = plan("company.address.line1", line1) ?? plan("address.line1", line1);
  if (!isStricter(planOfAddress, before.checks["company.address"])) {
    begin.changed(
      "company.address",
      JSON.stringify(before.company.address),
      JSON.stringify(company.address),
      () => planOfAddress,
    );
  }
  if (sent?.tax_id !== undefined) {
    voidTerms(account, before.checks["company.tax_id"], context.clock.nowMs());
    begin.by("company.tax_id", sent.tax_id?.plan ?? null);
  }
  begin.files(files);
}

/**
 * Stripe API: terms are void once the tax number of the account, or the number of its representative, is another than the one
 * that was verified. As numbers are not kept, one that is given again counts as another.
 */
function voidTerms({ internal }: AccountRecord, number: StoredCheck | undefined, nowMs: number): void {
  if (number?.state !== "verified" || !internal.tosAcceptance.date) return;
  internal.checks["tos_acceptance.date"] = settled(voidedTerms, nowMs);
}

const voidedTerms = {
  code: "invalid_tos_acceptance",
  reason:
    "The existing terms of service signature has been invalidated because the account's tax ID has changed. The account needs to accept the terms of service again.",
};

/** Begins a check of an account's object by a plan; null: nothing is checked. */
export function beginCheck(
  context: CheckContext,
  accountId: string,
  checks: Checks,
  entry: string,
  plan: Plan | null,
): void {
  beginner(context, accountId, checks).by(entry, plan);
}

/** Ends every check that is due by now. */
export function settleChecks({ account, persons, banks }: Holdings, nowMs: number): void {
  for (const { internal } of [account, ...persons, ...banks]) {
    for (const [entry, check] of Object.entries(internal.checks)) {
      if (check.state !== "pending" || check.outcome === null || check.dueAtMs > nowMs) continue;
      if (check.outcome === "under_review") {
        account.internal.blocked ??= { reason: "under_review", keepsPayouts: false };
        internal.checks[entry] = { state: "verified" };
      } else internal.checks[entry] = settled(check.outcome, nowMs);
    }
  }
}

/**
 * Decides the check of an entry, by its full name, whatever was to become of it. Answers false for the entry of a person who
 * is not there.
 */
export function decideCheck(
  { account, persons, banks }: Holdings,
  entry: string,
  outcome: Outcome,
  nowMs: number,
): boolean {
  const person = persons.find((one) => entry.startsWith(prefixOf(one, account)));
  if (!person && /^(person_|individual\.)/.test(entry)) return false;

  const bare = person ? entry.slice(prefixOf(person, account).length) : entry;
  const bank = person ? undefined : banks.find(({ internal }) => bare in internal.checks);
  const { checks } = (person ?? bank ?? account).internal;
  checks[checkOf(bare)] = settled(outcome, nowMs);
  return true;
}

/** A check that is over. */
function settled(outcome: Outcome, nowMs: number): StoredCheck {
  return outcome === "verified"
    ? { state: "verified" }
    : { state: "failed", ...outcome, since: Math.floor(nowMs / 1000) };
}

function beginner({ clock, scheduler, options }: CheckContext, accountId: string, checks: Checks) {
  const by = (entry: string, plan: Plan | null) => {
    if (plan === null) {
      delete checks[entry];
      return;
    }
    const delaySeconds = (plan.seconds / documentSeconds) * options.asyncDelaySeconds;
    // What is due at once ends with the change that begins it.
    const dueAtMs = Math.floor(clock.nowMs() + delaySeconds * 1000);
    checks[entry] = { state: "pending", outcome: plan.outcome, dueAtMs };
    if (delaySeconds > 0) scheduler.add("review_account", accountId, delaySeconds);
  };
  return {
    by,
    changed: (
      entry: string,
      before: string | null | undefined,
      after: string | null | undefined,
      plan: (value: string) => Plan | null,
    ) => {
      if ((before ?? null) !== (after ?? null)) by(entry, after ? plan(after) : null);
    },
    files: (files: FilePlans) => {
      for (const [entry, plan] of files) by(entry, plan);
    },
  };
}

/** docs.stripe.com/connect/testing: an address of a company cannot take away what the one before it gave. */
function isStricter(next: Plan | null, known: StoredCheck | undefined): boolean {
  if (next === null || known === undefined) return false;
  return strictness(next.outcome) > strictness(known.state === "pending" ? known.outcome : known);
}

/** How much a check stops in the end: nothing, payouts, or all. */
function strictness(end: Plan["outcome"] | StoredCheck): number {
  if (end === null || typeof end === "string" || !("code" in end)) return 0;
  return end.stops === "payouts" ? 1 : 2;
}

const failure = (code: string, reason: string): Plan => ({ outcome: { code, reason }, seconds: 0 });

/** Stripe API, requirement errors: 18 years and older, at most 120. Null if the age is fine, or the date is a test value. */
function planOfAge(date: string, dob: PersonDetails["dob"], now: number): Plan | null {
  if (!dob || testBirthDates.includes(date)) return null;
  const years = ageOf(dob, now);
  if (years < 18) return failure("invalid_dob_age_under_18", "Underage. Age must be at least 18.");
  return years > 120
    ? failure("invalid_dob_age_over_maximum", "Date of birth must be within the past 120 years.")
    : null;
}

function planOfPhone(phone: string): Plan | null {
  const digits = phone.replace(/\D/g, "");
  if (digits.endsWith(testPhone) || !/(\d)\1{8}/.test(digits)) return null;
  return failure(
    "invalid_phone_number",
    `This phone number has too many repeating or sequential numbers. ${phone} is not a valid phone number.`,
  );
}

/** Stripe documentation, handling API verification: 10 characters at least, and not the URL. */
function planOfDescription(description: string, url: string | null | undefined): Plan | null {
  if (description === "require_url") return null;
  if (description.length < 10)
    return failure("invalid_product_description_length", "Your product description must be at least 10 characters.");
  return description === url
    ? failure("invalid_product_description_url_match", "Your product description must be different from your URL.")
    : null;
}
