import { expect, test } from "vitest";
import { nameOf } from "@/lib/cases/names";

const declared = { firstName: "Nick", lastName: "Sukarno" };

test.each([
  ["has both parts", { firstName: "NICK", lastName: "SUKARNO" }, "NICK SUKARNO", "document"],
  ["has no first name", { firstName: null, lastName: "SUKARNO" }, "SUKARNO", "document"],
  ["has no last name", { firstName: "NICK", lastName: "" }, "NICK", "document"],
  ["has neither", { firstName: null, lastName: null }, "Nick Sukarno", "declared"],
  ["was not read", null, "Nick Sukarno", "declared"],
] as const)("a name comes whole from one source when the document %s", (_what, document, text, source) => {
  expect(nameOf({ document, declared })).toEqual({ kind: "known", text, source });
});

test("a name stands in the order of its script", () => {
  const document = { firstName: "樹乃", lastName: "見本" };
  expect(nameOf({ document, declared: null })).toEqual({ kind: "known", text: "見本 樹乃", source: "document" });
});

test("nobody told and nothing read is no name", () => {
  expect(nameOf({ document: null, declared: null })).toEqual({ kind: "none" });
  expect(nameOf({ document: null, declared: { firstName: null, lastName: null } })).toEqual({ kind: "none" });
});
