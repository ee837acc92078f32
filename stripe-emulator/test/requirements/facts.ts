import type { AccountFacts, PersonFacts, Role } from "../../src/requirements/types.ts";

const created = 1_790_000_000;

/** The facts of an account that has just been created and gave nothing. */
export const fresh: AccountFacts = {
  country: "US",
  businessType: null,
  requested: ["card_payments", "transfers"],
  given: new Set(),
  persons: [],
  checks: new Map(),
  raised: [],
  blocked: null,
  created,
  now: created,
  wasEnabled: false,
  dueSince: new Map(),
};

export const person = (id: string, roles: readonly Role[], given: readonly string[] = []): PersonFacts => ({
  id,
  roles: new Set(roles),
  given: new Set(given),
});

/** Names in short: `entries("individual.{dob.{day,month},email} external_account")` are four, sorted. */
export const entries = (text: string): string[] => text.trim().split(/\s+/).flatMap(expand).sort();

function expand(form: string): string[] {
  const expanded = form.replace(/([^{},]*)\{([^{}]*)\}/, (_, before: string, inner: string) =>
    inner
      .split(",")
      .map((one) => before + one)
      .join(),
  );
  return expanded === form ? form.split(",") : expand(expanded);
}
