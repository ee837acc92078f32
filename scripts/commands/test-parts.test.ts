import { expect, test } from "vitest";
import { parts, readRequest } from "./test-parts.ts";

test("without names every part runs, and with names those that are named", () => {
  expect(readRequest([])).toEqual({ run: parts });
  expect(readRequest(["emulator", "unit"])).toEqual({ run: ["unit", "emulator"] });
});

test("a part that does not exist is an error that lists those that do", () => {
  expect(() => readRequest(["unit", "e2"])).toThrow(`There is no part "e2". Parts: build, lint, types,`);
  expect(() => readRequest(["--wacht"])).toThrow("Parts: build, lint, types,");
});

test("what Vitest runs can be watched, and nothing else", () => {
  expect(readRequest(["--watch"])).toEqual({ watch: ["unit", "db", "emulator"] });
  expect(readRequest(["db", "--watch"])).toEqual({ watch: ["db"] });
  expect(() => readRequest(["unit", "e2e", "--watch"])).toThrow('"e2e" cannot be watched. Parts that can: unit, db,');
});
