import { expect, test } from "vitest";
import { assess } from "../../src/requirements/assess.ts";
import { isCountry } from "../../src/requirements/countries.ts";
import { entries, fresh, person } from "./facts.ts";

test("a US individual who gave nothing", () => {
  const due =
    entries(`business_profile.{mcc,url} external_account tos_acceptance.{date,ip} settings.payments.statement_descriptor
    individual.{address.line1,address.city,address.postal_code,address.state,dob.day,dob.month,dob.year,email,first_name,last_name,phone,ssn_last_4}`);
  expect(assess({ ...fresh, businessType: "individual" })).toMatchObject({
    requirements: {
      alternatives: [
        {
          original_fields_due: ["business_profile.url"],
          alternative_fields_due: ["business_profile.product_description"],
        },
      ],
      currently_due: due,
      past_due: due,
      eventually_due: entries("individual.id_number individual.verification.document").concat(due).sort(),
      pending_verification: [],
      current_deadline: null,
      disabled_reason: "requirements.past_due",
    },
    charges_enabled: false,
    payouts_enabled: false,
    details_submitted: false,
  });
});

test("a US company that gave nothing, and then its representative's name and title", () => {
  const company = assess({ ...fresh, businessType: "company" }).requirements;
  const address = "address.{city,line1,postal_code,state}";
  const due =
    entries(`business_profile.{mcc,url} company.{${address},name,owners_provided,phone,tax_id} external_account
    owners.{email,first_name,last_name} settings.payments.statement_descriptor tos_acceptance.{date,ip}
    representative.{${address},dob.{day,month,year},email,first_name,last_name,phone,relationship.title,ssn_last_4}`);
  expect(due).toHaveLength(30);
  expect(company).toMatchObject({ currently_due: due, past_due: due });
  expect(company.eventually_due).toEqual(due.concat(entries(`owners.{${address},dob.{day,month,year},phone}`)).sort());
  const named = person("person_1", ["representative"], ["first_name", "last_name", "relationship.title"]);
  const { persons } = assess({ ...fresh, businessType: "company", persons: [named] });
  const own = entries(`${address} dob.{day,month,year} email phone ssn_last_4`);
  expect(persons.get("person_1")?.requirements).toMatchObject({
    currently_due: own,
    past_due: own,
    eventually_due: own,
  });
});

test("which countries there are tables for", () => {
  expect([isCountry("US"), isCountry("us"), isCountry("SA"), isCountry("toString")]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
