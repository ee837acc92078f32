import { expect, test } from "vitest";
import { countedName, parseEntry, riskPathOf } from "./entry";

const account = { kind: "account" };
const person = (who: string) => ({ kind: "person", person: who });

test.each([
  ["person_1AbC.address.city", person("person_1AbC"), "address.city"],
  ["individual.dob.day", person("individual"), "dob.day"],
  ["representative.email", { kind: "missing", role: "representative" }, "email"],
  ["owners.email", { kind: "missing", role: "owner" }, "email"],
  ["directors.dob.year", { kind: "missing", role: "director" }, "dob.year"],
  ["executives.verification.document", { kind: "missing", role: "executive" }, "verification.document"],
  ["company.owners_provided", account, "company.owners_provided"],
  ["external_account", account, "external_account"],
  ["interv_1X.rejection_appeal.form", { kind: "risk" }, "rejection_appeal.form"],
  ["interv_1X", { kind: "risk" }, ""],
  ["person.person_1AbC.first_name", person("person_1AbC"), "first_name"],
  ["relationship.owner", { kind: "missing", role: "owner" }, "relationship.owner"],
  ["relationship.title", account, "relationship.title"],
  ["constructor.email", account, "constructor.email"],
  ["", account, ""],
])("%s is read", (name, scope, key) => {
  expect(parseEntry(name)).toEqual({ name, scope, key });
});

test.each(["relationship.title", "email", "verification.document", "representative.email"])(
  "%s in a Person's own list is that person's",
  (name) => {
    expect(parseEntry(name, "person_1AbC")).toEqual({ name, scope: person("person_1AbC"), key: name });
  },
);

test("what a risk entry wants is its ending", () => {
  expect(riskPathOf(parseEntry("interv_1X.url_inquiry.support"))).toBe("support");
  expect(riskPathOf(parseEntry("interv_1X.url_inquiry.new_path"))).toBe("other");
  expect(riskPathOf(parseEntry("interv_1X"))).toBe("other");
});

test("an entry is counted without the ids in its name, and not longer than a label may be", () => {
  expect(countedName("person_1AbC.new_thing")).toBe("person.new_thing");
  expect(countedName("interv_9z.some_description.form")).toBe("interv.some_description.form");
  expect(countedName(`company.${"long".repeat(40)}`)).toHaveLength(60);
});
