import { expect, test } from "vitest";
import type { Check, Words } from "@/lib/doctor/check";
import { printReport } from "@/lib/doctor/print";

const words: Words = (path, values) => [path, ...Object.values(values ?? {})].join(" ");
const check = (given: Partial<Check>): Check => ({
  ...{ group: "keys", name: "Secret key", state: "ok", what: "works", why: null, mend: null },
  ...given,
});
const print = (checks: Check[], coloured = false) =>
  printReport({ heading: "Northwind", source: ".env", checks, durationMs: 3_140, exitCode: 1 }, words, coloured);

test("what is to mend says why and how, and what is not says one line", () => {
  const broken = check({ name: "Events", state: "failed", what: "not named", why: "late", mend: "name it" });
  expect(print([check({}), broken])).toBe(`
Northwind
print.looksAt .env

group.keys
 ✓ Secret key   works
 ✗ Events       not named
     print.why   late
     print.mend  name it

print.failed 1, print.ok 1   print.end 3.1 1
`);
});

test("why and how are told once for neighbours that share them, and stay within 100 columns", () => {
  const missing = { group: "environment", state: "failed", why: "Because ".repeat(40).trim(), mend: "so" } as const;
  const lines = print([check({ ...missing, name: "A" }), check({ ...missing, name: "B" })]).split("\n");
  expect(lines.filter((line) => line.includes("print.mend"))).toHaveLength(1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("colours are only for terminals, and change no word", () => {
  const checks = [check({}), check({ state: "warning", why: "w", mend: "m" }), check({ state: "unknown" })];
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");
  expect(print(checks)).not.toMatch(escapes);
  expect(print(checks, true).replace(escapes, "")).toBe(print(checks));
});
