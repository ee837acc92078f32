import type { AccountFacts, PersonFacts, Role } from "../../src/requirements/types.ts";

export const created = 1_790_000_000;
export const day = 86_400;

/** The facts of an account that has just been created and gave nothing. */
export const fresh: AccountFacts = {
  country: "US",
  businessType: null,
  structure: null,
  requested: ["card_payments", "transfers"],
  given: new Set(),
  persons: [],
  checks: new Map(),
  raised: [],
  blocked: null,
  blockedCapabilities: new Map(),
  isInactive: false,
  created,
  now: created,
  wasEnabled: { charges: false, payouts: false },
  dueSince: new Map(),
};

export const person = (
  id: string,
  roles: readonly Role[],
  given: readonly string[] = [],
  share: number | null = null,
): PersonFacts => ({ id, roles: new Set(roles), given: new Set(given), share });

/** Names in short: `entries("individual.{dob.{day,month},email} external_account")` are four, sorted; none of "". */
export const entries = (text: string): string[] => text.split(/\s+/).filter(Boolean).flatMap(expand).sort();

function expand(form: string): string[] {
  const expanded = form.replace(/([^{},]*)\{([^{}]*)\}/, (_, before: string, inner: string) =>
    inner
      .split(",")
      .map((one) => before + one)
      .join(),
  );
  return expanded === form ? form.split(",") : expand(expanded);
}

/** Entries that everybody gives in the same way. */
export const birthDate = "dob.{day,month,year}";
export const name = "first_name,last_name";
export const address = "address.{city,line1,postal_code}";
export const addressWithState = "address.{city,line1,postal_code,state}";
export const terms = "tos_acceptance.{date,ip}";

/** The facts of a US individual who gave everything and may do everything. */
export const enabled: AccountFacts = {
  ...fresh,
  businessType: "individual",
  given: new Set(entries(`business_profile.{mcc,name,url} external_account ${terms}`)),
  persons: [
    person(
      "person_1",
      ["representative"],
      entries(`${addressWithState} ${birthDate} email ${name} phone ssn_last_4 id_number`),
    ),
  ],
  wasEnabled: { charges: true, payouts: true },
};
