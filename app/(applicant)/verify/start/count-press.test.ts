import { expect, test } from "vitest";
import { countPress } from "./count-press";

const modal = { name: "entry", value: "modal" };
const hosted = { name: "entry", value: "hosted" };

test("the last press counts, and each starts what its button says", () => {
  const presses = { current: 0 };
  const first = countPress(presses, modal);
  expect([first?.entry, first?.overtaken()]).toEqual(["modal", false]);
  const second = countPress(presses, hosted);
  expect([second?.entry, second?.overtaken(), first?.overtaken()]).toEqual(["hosted", false, true]);
});

test.each([
  ["a button with an action of its own, such as the no to a face check", { name: "", value: "" }],
  ["a button that cannot be told", null],
])("what a start still brings is overtaken by %s", (_which, other) => {
  const presses = { current: 0 };
  const start = countPress(presses, modal);
  expect(countPress(presses, other)).toBeNull();
  expect(start?.overtaken()).toBe(true);
});
