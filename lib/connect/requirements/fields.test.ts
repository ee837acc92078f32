import { expect, test } from "vitest";
import { parseEntry } from "./entry";
import { fieldOf, knownFields } from "./fields";

const read = (name: string) => fieldOf(parseEntry(name));

test.each([
  ["individual.dob.day", { path: "dob", name: "dob", kind: "birth_date", group: "birth", autocomplete: "bday" }],
  ["person_1a.address.city", { path: "address.city", name: "address_city", group: "address", kind: "text" }],
  ["owners.address.line1", { path: "address.line1", kind: "street", autocomplete: "address-line1", maxLength: 200 }],
  ["individual.address_kanji.town", { group: "address_kanji", kind: "kanji_text", autocomplete: null }],
  ["individual.address_kana.postal_code", { group: "address_kana", kind: "postcode" }],
  [
    "company.address.state",
    { path: "company.address.state", task: "company", group: "company_address", kind: "state" },
  ],
  ["individual.verification.document.front", { path: "verification.document", task: "id", kind: "upload" }],
  ["individual.verification.additional_document", { task: "home", kind: "upload" }],
  ["person_1a.documents.visa.files", { path: "documents.visa", name: "documents_visa", task: "id" }],
  ["documents.bank_account_ownership_verification.files", { task: "bank", kind: "upload" }],
  ["documents.proof_of_registration", { path: "documents.proof_of_registration", task: "papers" }],
  ["business_profile.annual_revenue.fiscal_year_end", { kind: "iso_date", group: "sales" }],
  ["business_profile.annual_revenue.currency", { kind: "amount", path: "business_profile.annual_revenue" }],
  ["tos_acceptance.ip", { path: "tos_acceptance", kind: "press", task: "terms" }],
  ["company.ownership_declaration.user_agent", { kind: "press", task: "people" }],
  ["individual.ssn_last_4", { kind: "ssn_last_4", autocomplete: null, inputMode: "numeric", maxLength: 4 }],
  ["company.business_vat_id_number", { kind: "vat_number" }],
  ["individual.gender", { kind: "choice", choices: ["female", "male"] }],
])("%s is answered by one field", (name, field) => {
  expect(read(name)).toMatchObject(field);
});

test("a part of an address that nobody knows is a text under Stripe's own name", () => {
  expect(read("person_1a.address.new_part")).toMatchObject({
    ...{ name: "address_other", unknownPart: "new_part", path: "address.new_part", kind: "text", task: "details" },
  });
  expect(read("individual.address.city")?.unknownPart).toBeNull();
});

test.each([
  ...["email", "country", "default_currency", "capabilities.card_payments", "settings.invoices.new", "new.thing", ""],
  ...["individual.dob.hour", "individual.verification.document.side", "person_1a.address", "person_1a.address.a.b"],
  ...["individual.email.second", "interv_1x.url_inquiry.form", "company", "company.constructor", "constructor"],
])("%s is answered by no field", (name) => {
  expect(read(name)).toBeNull();
});

test("a number that we must not keep is never completed by the browser", () => {
  const numbers = knownFields.filter(({ kind }) => ["ssn_last_4", "id_number", "tax_id"].includes(kind));
  expect(numbers.map(({ autocomplete }) => autocomplete)).toEqual([null, null, null]);
});
