import { describe, expect, test } from "vitest";
import { translatorOf } from "@/i18n/translator";
import { knownCodes, readCode } from "@/lib/connect/requirements/codes";
import { disabledReasons, readDisabledReason, sellerNotices } from "@/lib/connect/requirements/disabled-reason";
import {
  documentCountries,
  documentNames,
  fileProblems,
  identityDocuments,
  nameOfDocument,
  nationalDocumentNames,
} from "@/lib/connect/requirements/documents";
import { type Entry, parseEntry, riskPaths } from "@/lib/connect/requirements/entry";
import {
  choiceValues,
  type Field,
  fieldGroups,
  fieldOf,
  fieldsWithExample,
  knownFields,
  nationalFieldTexts,
  textsOfField,
} from "@/lib/connect/requirements/fields";
import { countriesWithForm } from "@/lib/connect/requirements/numbers";
import { fieldProblems } from "@/lib/connect/requirements/readers";
import { taskKeys, taskStates } from "@/lib/connect/requirements/tasks";
import connect from "./en/connect.json";

/** Each text is asked for as a page does, so that a key or a parameter that is missing does not compile, and does not run. */
const t = await translatorOf("en", "connect", (error) => {
  throw error;
});

const keysOf = (texts: object) => Object.keys(texts).sort();
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

/** The paths `a.b` of texts that stand two below. */
const pathsOf = (texts: object) =>
  Object.entries(texts).flatMap(([name, countries]) => Object.keys(countries).map((country) => `${name}.${country}`));

const unknownPart: Field | null = fieldOf(parseEntry("individual.address.new_part"));
const fields = unknownPart ? [...knownFields, unknownPart] : knownFields;

test("every task and state has its words, and no other has", () => {
  expect(keysOf(connect.task)).toEqual(sorted(taskKeys));
  expect(keysOf(connect.ownTask)).toEqual(["home", "id", "live"]);
  for (const key of ["home", "id", "live"] as const) expect(t(`ownTask.${key}`)).not.toBe("");
  expect(keysOf(connect.taskState)).toEqual(sorted(taskStates));
  for (const key of taskKeys) {
    expect(t(`task.${key}.title`, { name: "Juno" })).not.toBe("");
    expect(t(`task.${key}.hint`)).not.toBe("");
  }
  for (const state of taskStates) expect(t(`taskState.${state}`)).not.toBe("");
});

test("every field has a label and a help, every legend a text, and no other has", () => {
  expect(keysOf(connect.field)).toEqual(sorted(fields.map(({ name }) => name)));
  expect(keysOf(connect.group)).toEqual(sorted(fieldGroups));
  for (const { name, group } of fields) {
    expect(t(`field.${name}.label`)).not.toBe("");
    expect(t(`field.${name}.help`)).not.toBe("");
    expect(t(`group.${group}`)).not.toBe("");
  }
});

test("what a country calls by its own word has that word, and no other has", () => {
  expect(sorted(pathsOf(connect.national).map((name) => `national.${name}`))).toEqual(sorted(nationalFieldTexts));
  expect(sorted(pathsOf(connect.nationalDocument).map((name) => `nationalDocument.${name}`))).toEqual(
    sorted(nationalDocumentNames),
  );
  for (const text of nationalFieldTexts) expect([t(`${text}.label`), t(`${text}.help`)]).not.toContain("");
  for (const text of nationalDocumentNames) expect(t(text)).not.toBe("");
});

test("American sellers read their own words", () => {
  const label = (name: Field["name"], country: string) => t(`${textsOfField(name, country)}.label`);
  expect(label("address_postal_code", "US")).toBe("ZIP code");
  expect(label("address_postal_code", "GB")).toBe("Postcode");
  expect(label("address_state", "US")).toBe("State");
  expect(label("id_number", "US")).toBe("Social Security number");
  expect(t(nameOfDocument("driving_licence", "US"))).toBe("Driver’s license");
  expect(t(nameOfDocument("driving_licence", "GB"))).toBe("Driving licence");
});

test.each([
  ["id_number", "id_number"],
  ["tax_id", "company_tax_id"],
  ["registration_number", "company_registration_number"],
] as const)("where we know the form of %s, we know its name", (kind, name) => {
  for (const country of countriesWithForm(kind)) {
    expect(textsOfField(name, country), country).toBe(`national.${name}.${country}`);
  }
});

test("every example belongs to a field, and every value of a list has a text", () => {
  expect(keysOf(connect.example)).toEqual(sorted(fieldsWithExample));
  for (const name of fieldsWithExample) expect(t(`example.${name}`)).not.toBe("");
  expect(keysOf(connect.choice)).toEqual(sorted(choiceValues));
  for (const { choices } of fields) for (const value of choices) expect(t(`choice.${value}`)).not.toBe("");
  const types = fields.find(({ path }) => path === "business_type");
  expect(keysOf(connect.businessTypeHint)).toEqual(sorted(types?.choices ?? []));
});

test("every role that is missing, and every risk entry, has its words", () => {
  const roleOf = ({ scope }: Entry) => (scope.kind === "missing" ? scope.role : null);
  const roles = ["representative", "owners", "directors", "executives"].map((one) =>
    roleOf(parseEntry(`${one}.email`)),
  );
  for (const role of roles) if (role) expect([t(`role.${role}`), t(`addRole.${role}`)]).not.toContain("");
  expect(keysOf(connect.role)).toEqual(sorted(roles.map(String)));
  expect(keysOf(connect.addRole)).toEqual(sorted(roles.map(String)));
  expect(keysOf(connect.risk)).toEqual(sorted(riskPaths));
  for (const path of riskPaths) expect(t(`risk.${path}`)).not.toBe("");
});

describe("codes", () => {
  test("every code has title, cause, action and button, and no other has", () => {
    expect(keysOf(connect.code)).toEqual(sorted(knownCodes));
    expect(keysOf(connect.codeButton)).toEqual(sorted(knownCodes.map((code) => readCode(code).button)));
    for (const code of knownCodes) {
      const { text, button } = readCode(code);
      for (const part of ["title", "cause", "action"] as const) {
        expect(t(`code.${text}.${part}`)).not.toBe("");
      }
      expect(t(`codeButton.${button}`)).not.toBe("");
    }
  });

  test("titles fit a phone, and causes and actions are sentences", () => {
    for (const code of knownCodes) {
      expect(t(`code.${code}.title`).length, code).toBeLessThanOrEqual(32);
      expect(t(`code.${code}.cause`), code).toMatch(/^[A-Z].*\.$/);
      expect(t(`code.${code}.action`), code).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("a refusal for fraud reads like any other that our team explains", () => {
    const texts = Object.values(connect.code).flatMap((code) => Object.values(code));
    expect(texts.filter((text) => /fraud|manipulat|forge|deny/i.test(text))).toEqual([]);
  });
});

describe("disabled accounts", () => {
  const values = { count: 2, date: "26 November 2026" };

  test("every notice and every reason has its words, and no other has", () => {
    expect(keysOf(connect.disabled)).toEqual(sorted(sellerNotices));
    for (const notice of sellerNotices) {
      expect(t(`disabled.${notice}.title`)).not.toBe("");
      expect(t(`disabled.${notice}.text`, values)).not.toBe("");
    }
    for (const reason of disabledReasons) expect(t(`disabledForStaff.${reason}`)).not.toBe("");
    const reasons = disabledReasons.map((reason) =>
      readDisabledReason(reason, { payoutsEnabled: false, wasEnabled: false, closed: false }),
    );
    expect(keysOf(connect.disabledActor)).toEqual(sorted(reasons.map((rule) => rule?.actor ?? "")));
    expect(keysOf(connect.appeal)).toEqual(sorted(reasons.flatMap((rule) => rule?.appeal ?? [])));
  });

  test("no text for sellers says that a list or a suspicion was the reason", () => {
    expect(JSON.stringify(connect.disabled)).not.toMatch(/fraud|\blist|suspici|sanction|terms/i);
  });

  test("no text for sellers points at words of ours that stand nowhere, or at a mail that nobody writes", () => {
    expect(JSON.stringify(connect.disabled)).not.toMatch(/below|we write/i);
  });

  test("what was never on has no date that ended", () => {
    expect(t("disabled.past_due_without_date.text", values)).not.toContain(values.date);
    expect(t("disabled.past_due.text", values)).toContain(values.date);
  });
});

test("every problem of a field says what was found and what to do", () => {
  expect(keysOf(connect.problem)).toEqual(sorted(fieldProblems));
  for (const problem of fieldProblems) {
    expect(t(`problem.${problem}`), problem).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
  }
});

test("every document has a name in every country that has it, and every problem of a file its words", () => {
  expect(keysOf(connect.document)).toEqual(sorted(documentNames));
  for (const country of [...documentCountries, "ZZ"]) {
    const { documents } = identityDocuments({ country, residence: null, accountCountry: country });
    for (const { document, back } of documents) {
      expect(t(nameOfDocument(document, country))).not.toBe("");
      expect(t(`documentSides.${back}`)).not.toBe("");
    }
  }
  expect(keysOf(connect.file.problem)).toEqual(sorted(fileProblems));
  for (const problem of fileProblems) expect(t(`file.problem.${problem}`)).toMatch(/\.$/);
});
