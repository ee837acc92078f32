import { expect, test } from "vitest";
import { translatorOf } from "@/i18n/translator";
import type { Check } from "@/lib/health/doctor/check";
import { printReport } from "@/lib/health/doctor/print";

const words = await translatorOf("en", "doctor");
const check = (given: Partial<Check>): Check => ({
  ...{ group: "keys", name: "Secret key", state: "ok", what: "works", why: null, fix: null },
  ...given,
});
const at = new Date("2026-11-19T14:33:41Z");
const print = (checks: Check[], look: { coloured: boolean; columns?: number } = { coloured: false }) =>
  printReport({ source: ".env", env: null, at, checks, durationMs: 3_140 }, words, look);

test("what needs fixing says why and how, and what is not says one line", () => {
  const broken = check({ name: "Events", state: "failed", what: "not named", why: "late", fix: "name it" });
  expect(print([check({}), broken])).toBe(`
Northwind Identity, looks at .env
2026-11-19 14:33:41 UTC

Keys
 ✓ Secret key   works
 ✗ Events       not named
     why  late
     fix  name it

1 to fix, 1 right   3.1 s, exit 1
`);
});

test("why and how are told once for neighbours that share them", () => {
  const missing = { group: "environment", state: "failed", why: "because", fix: "so" } as const;
  const lines = print([check({ ...missing, name: "A" }), check({ ...missing, name: "B" })]).split("\n");
  expect(lines.filter((line) => /^ +fix /.test(line))).toHaveLength(1);
});

test.each([80, 100, 200])(
  "a terminal of %i columns gets whole words below each other, never more than 100",
  (columns) => {
    const long = "Because ".repeat(40).trim();
    const checks = [
      check({ what: long }),
      check({ name: "Events", state: "failed", what: long, why: long, fix: long }),
    ];
    const lines = print(checks, { coloured: false, columns }).split("\n");
    const most = Math.min(columns, 100);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(most);
    expect(lines.join(" ").match(/Because/g)).toHaveLength(160);
    const first = lines.findIndex((line) => line.startsWith(" ✓ Secret key   Because"));
    expect(lines[first + 1]).toMatch(/^ {16}Because/);
  },
);

test("colours are only for terminals, and change no word", () => {
  const checks = [check({}), check({ state: "warning", why: "w", fix: "m" }), check({ state: "unknown" })];
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");
  expect(print(checks)).not.toMatch(escapes);
  expect(print(checks, { coloured: true }).replace(escapes, "")).toBe(print(checks));
});
