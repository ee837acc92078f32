import { expect, test } from "vitest";
import { statementName } from "./statement-name";

test("a statement keeps its name, and no other has it; texts without end take no more than 200", () => {
  const names = Array.from({ length: 300 }, (_, length) => statementName(`select ${length}`));
  expect(new Set(names.slice(0, 200)).size).toBe(200);
  expect(new Set(names.slice(200))).toEqual(new Set([""]));
  expect(statementName("select 7")).toBe(names[7]);
});
