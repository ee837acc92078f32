import { expect, test } from "vitest";
import {
  documentCountries,
  documentNames,
  type FileFacts,
  fileLimits,
  fileProblem,
  fileRuleOf,
  identityDocuments,
} from "./documents";
import { parseEntry } from "./entry";
import { fieldOf } from "./fields";

const at = (country: string, residence: string | null = null, accountCountry = country) =>
  identityDocuments({ country, residence, accountCountry });

test("every country of the table has a document, and each card is asked for with its back", () => {
  expect(documentCountries).toHaveLength(25);
  for (const country of documentCountries) {
    const { documents, source } = at(country);
    expect(documents[0], country).toMatchObject({ back: "none" });
    expect(new Set(documents.map(({ document }) => document)).size, country).toBe(documents.length);
    expect(source, country).not.toBe("");
    for (const { document, back } of documents) {
      const onePage = ["passport", "foreign_passport", "travel_document"].includes(document);
      expect(back === "none", `${country} ${document}`).toBe(onePage);
    }
  }
  const used = new Set(documentCountries.flatMap((country) => at(country).documents.map(({ document }) => document)));
  expect([...used].sort()).toEqual([...documentNames].sort());
});

test("the back of a card is required where Stripe's page says so", () => {
  const back = (country: string, name: string) =>
    at(country).documents.find(({ document }) => document === name)?.back ?? null;
  expect(back("DE", "driving_licence")).toBe("required");
  expect(back("US", "driving_licence")).toBe("asked");
  expect(back("NO", "national_id")).toBeNull();
  expect(back("KE", "national_id")).toBe("asked");
  expect(back("constructor", "passport")).toBe("none");
});

test("who lives outside the account's country shows a passport", () => {
  expect(at("DE", "DE", "US").documents).toEqual([{ document: "passport", back: "none" }]);
  expect(at("DE", "US", "US").documents.length).toBeGreaterThan(1);
});

const ruleOf = (entry: string) => {
  const field = fieldOf(parseEntry(entry));
  return field && fileRuleOf(field);
};

test.each([
  ["individual.verification.document", { purpose: "identity_document", formats: ["jpeg", "png"], shape: "sides" }],
  ["person_1a.verification.additional_document", { purpose: "identity_document", shape: "sides", colour: false }],
  ["company.verification.document", { purpose: "additional_verification", shape: "sides" }],
  ["documents.proof_of_registration.files", { purpose: "account_requirement", formats: ["jpeg", "png", "pdf"] }],
  ["person_1a.documents.visa.files", { purpose: "account_requirement", shape: "pages", colour: true }],
])("files for %s are sent as Stripe wants them", (entry, rule) => {
  expect(ruleOf(entry)).toMatchObject(rule);
});

test("what is typed takes no files", () => {
  expect(ruleOf("individual.first_name")).toBeNull();
});

const picture = { width: 2000, height: 1500, greyscale: false, blurred: false };
const good: FileFacts = { format: "jpeg", bytes: 500_000, picture, sentBefore: false, sameAsOtherSide: false };

test.each<[string | null, Partial<FileFacts>]>([
  [null, {}],
  ["unreadable", { format: "unreadable" }],
  ["unreadable", { bytes: 0 }],
  ["format", { format: null }],
  ["format", { format: "pdf", picture: null }],
  [null, { bytes: fileLimits.bytes }],
  ["too_large", { bytes: fileLimits.bytes + 1 }],
  [null, { picture: { ...picture, width: 8000 } }],
  ["too_many_pixels", { picture: { ...picture, height: 8001 } }],
  ["greyscale", { picture: { ...picture, greyscale: true } }],
  ["sent_before", { sentBefore: true, sameAsOtherSide: true }],
  ["same_as_other_side", { sameAsOtherSide: true, picture: { ...picture, blurred: true } }],
  ["blurred", { picture: { ...picture, blurred: true } }],
])("before an ID is sent, %s is found", (problem, facts) => {
  const rule = ruleOf("individual.verification.document");
  expect(rule && fileProblem({ ...good, ...facts }, rule)).toBe(problem);
});

test("a proof of address may be a PDF, and a scan in black and white", () => {
  const rule = ruleOf("individual.verification.additional_document");
  expect(rule && fileProblem({ ...good, format: "pdf", picture: null }, rule)).toBeNull();
  expect(rule && fileProblem({ ...good, picture: { ...picture, greyscale: true } }, rule)).toBeNull();
});
