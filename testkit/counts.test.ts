import { expect, test } from "vitest";
import { playwrightCounts, vitestCounts } from "./counts.ts";

test("Vitest's tests are counted, and a file that does not load is a failure", () => {
  const report = {
    testResults: [
      {
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "one" },
          { status: "failed", fullName: "two" },
          { status: "pending", fullName: "three" },
        ],
      },
      { status: "failed", assertionResults: [] },
    ],
  };
  expect(vitestCounts(JSON.stringify(report))).toEqual({ passed: 1, failed: 2, skipped: ["three"] });
});

test("Playwright's tests are counted at every depth, and what was skipped says why", () => {
  const spec = (title: string, status: string, annotations: object[] = []) => ({
    title,
    tests: [{ status, annotations }],
  });
  const report = {
    suites: [
      {
        specs: [spec("one", "expected"), spec("two", "skipped", [{ type: "skip", description: "no keys" }])],
        suites: [{ specs: [spec("three", "unexpected"), spec("four", "flaky")] }],
      },
    ],
  };
  expect(playwrightCounts(JSON.stringify(report))).toEqual({ passed: 1, failed: 2, skipped: ["two: no keys"] });
});
