import { expect, test } from "vitest";
import { isActionId, isCall, isForm } from "./action-call";

const id = "40cbdb7ba72914d9fe9db08492e2884e08e3f45228";
const formOf = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};
const bound = { $ACTION_REF_1: "", "$ACTION_1:0": `{"id":"${id}","bound":"$@1"}`, "$ACTION_1:1": "[null]" };
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

test.each([
  "[]",
  '[{"entry":"modal","agree":true}]',
  '[null,"$K1"]',
  '["$$5 or less","$undefined","$NaN","$-Infinity","$D2026-11-28T00:00:00.000Z"]',
  nested(10),
])("%s are arguments", (part) => {
  expect(isCall(formOf({ "0": part }))).toBe(true);
});

test.each(
  [
    "",
    "5",
    "null",
    '"x"',
    "{}",
    '{"length":1}',
    "[",
    "text",
    "[NaN]",
    nested(20_000),
    `[${"1,".repeat(1500)}1]`,
  ].concat(
    ["$", "$1", "$@1", "$Q1", "$W1", "$F1", "$h1", "$B1", "$A1", "$n9", "$i1", "$T1", "$Kx", "$0:__proto__"].flatMap(
      (part) => [JSON.stringify([part]), JSON.stringify([{ a: { b: [part] } }])],
    ),
  ),
)("%s are none", (part) => {
  expect(isCall(formOf({ "0": part }))).toBe(false);
  expect(isForm(formOf({ ...bound, "$ACTION_1:1": part }))).toBe(false);
});

test("arguments stand in one part, which is text", () => {
  const twice = formOf({ "0": "[]" });
  twice.append("0", "[]");
  const file = new FormData();
  file.set("0", new Blob(["[]"]));
  for (const parts of [twice, file, formOf({ "1": "[]" })]) expect(isCall(parts)).toBe(false);
});

test("a form names one of its actions, bound or not, and keeps its own fields", () => {
  expect(isForm(formOf({ [`$ACTION_ID_${id}`]: "", country: "DE", __proto__: "x" }))).toBe(true);
  expect(isForm(formOf({ ...bound, $ACTION_KEY: "k", country: "$1" }))).toBe(true);
  expect(isForm(formOf({ ...bound, [`$ACTION_ID_${id}`]: "" }))).toBe(true);
});

test.each([
  {},
  { country: "DE" },
  { $ACTION_KEY: "k" },
  { $ACTION_ID_x: "" },
  { $ACTION_ID___proto__: "" },
  { $ACTION_REF_1: "" },
  { $ACTION_REF___proto__: "" },
  { "$ACTION_1:0": bound["$ACTION_1:0"], "$ACTION_1:1": "[]" },
  { ...bound, "$ACTION_1:0": "{" },
  { ...bound, "$ACTION_1:0": `{"id":"${id}","bound":null}` },
  { ...bound, "$ACTION_1:0": `{"id":"toString","bound":"$@1"}` },
  { ...bound, $ACTION_REF_2: "" },
  { ...bound, $ACTION_: "" },
])("%j names none that can be decoded", (fields) => {
  expect(isForm(formOf(fields))).toBe(false);
});

test("a form that names its action twice is none", () => {
  const form = formOf(bound);
  form.append("$ACTION_1:1", "[]");
  expect(isForm(form)).toBe(false);
});

test("the id of an action is what Next makes of it", () => {
  expect(isActionId(id)).toBe(true);
  for (const other of ["", "toString", `${id}0`, id.toUpperCase()]) expect(isActionId(other)).toBe(false);
});
