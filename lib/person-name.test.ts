import { expect, test } from "vitest";
import { personName } from "./person-name";

test.each([
  [{ firstName: "Juno", lastName: "Samplewood" }, "Juno Samplewood"],
  [{ firstName: "樹乃", lastName: "見本" }, "見本 樹乃"],
  [{ firstName: null, lastName: "Samplewood" }, "Samplewood"],
  [{ firstName: null, lastName: null }, null],
])("%j reads %s", (person, name) => {
  expect(personName(person)).toBe(name);
});
