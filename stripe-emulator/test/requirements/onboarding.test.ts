import { expect, test } from "vitest";
import { assess } from "../../src/requirements/assess.ts";
import { countries, isCountry } from "../../src/requirements/countries.ts";
import type { AccountFacts, BusinessType, Role } from "../../src/requirements/types.ts";
import { fresh } from "./facts.ts";

const types: BusinessType[] = ["individual", "company", "non_profit", "government_entity"];
const setups = Object.keys(countries)
  .filter(isCountry)
  .flatMap((country) => types.map((businessType) => ({ country, businessType })));

const roleOf: Readonly<Record<string, Role>> = {
  individual: "representative",
  representative: "representative",
  owners: "owner",
  directors: "director",
  executives: "executive",
};

/** An account that is built by giving entries, as a platform does that knows nothing but the lists. */
class Applicant {
  readonly given = new Set<string>();
  readonly persons: { id: string; roles: Set<Role>; given: Set<string>; share: null }[] = [];
  businessType: BusinessType | null = null;

  give(entry: string, businessType: BusinessType): void {
    const [prefix = "", ...rest] = entry.split(".");
    const role = roleOf[prefix];
    const person = role ? this.holder(role) : this.persons.find(({ id }) => id === prefix);
    if (entry === "business_type") this.businessType = businessType;
    else if (person) person.given.add(rest.join("."));
    else this.given.add(entry);
  }

  private holder(role: Role): Applicant["persons"][number] {
    const known = this.persons.find(({ roles }) => roles.has(role));
    if (known) return known;
    const person = {
      id: `person_${this.persons.length + 1}`,
      roles: new Set([role]),
      given: new Set<string>(),
      share: null,
    };
    this.persons.push(person);
    return person;
  }
}

test.each(setups)("who gives whatever is due gets enabled: $country, $businessType", ({ country, businessType }) => {
  const applicant = new Applicant();
  const facts = (): AccountFacts => ({ ...fresh, ...applicant, country });
  let rounds = 0;
  for (let due = assess(facts()).requirements.currently_due; due.length > 0; rounds += 1) {
    expect(rounds, due.join()).toBeLessThan(5);
    for (const entry of due) applicant.give(entry, businessType);
    due = assess(facts()).requirements.currently_due;
  }
  const { requirements, capabilities, ...flags } = assess(facts());
  expect(flags).toMatchObject({ charges_enabled: true, payouts_enabled: true, details_submitted: true });
  expect(requirements).toMatchObject({ disabled_reason: null, current_deadline: null, pending_verification: [] });
  expect([...capabilities.values()].map(({ status }) => status)).toEqual(["active", "active"]);
});
