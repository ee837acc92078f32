import { expect, test, vi } from "vitest";
import { statementName } from "./statement-name";

test("a statement keeps its name, and no other has it; texts without end take no more than 200", () => {
  const names = Array.from({ length: 300 }, (_, length) => statementName(`select ${length}`));
  expect(new Set(names.slice(0, 200)).size).toBe(200);
  expect(new Set(names.slice(200))).toEqual(new Set([""]));
  expect(statementName("select 7")).toBe(names[7]);
});

test("a module loaded twice over one pool gives no name to two statements", async () => {
  vi.resetModules();
  const first = await import("./statement-name");
  vi.resetModules();
  const second = await import("./statement-name");
  first.statementName("select 'only the first asks this'");
  expect(second.statementName("select 'both ask this'")).toBe(first.statementName("select 'both ask this'"));
  expect(second.statementName("select 'another'")).not.toBe(first.statementName("select 'only the first asks this'"));
});
