/** What came of a number of tests. `skipped` says for each which it was, and why where that is known. */
export type Counts = { passed: number; failed: number; skipped: string[] };

/** Counts the tests in what Vitest's JSON reporter wrote; a file that does not load counts as one that failed. */
export function vitestCounts(report: string): Counts {
  // A cast, to the part of the format that is read: Jest's, which Vitest keeps to.
  const { testResults } = JSON.parse(report) as {
    testResults: { status: string; assertionResults: { status: string; fullName: string }[] }[];
  };
  const unloadable = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const tests = testResults.flatMap((file) => file.assertionResults);
  return {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: tests.filter((test) => test.status === "failed").length + unloadable.length,
    skipped: tests.filter((test) => !["passed", "failed"].includes(test.status)).map((test) => test.fullName),
  };
}

/** Reads the counts that `faults/main.ts --counts` wrote. */
export function faultCounts(report: string): Counts {
  return JSON.parse(report) as Counts; // a cast: the file is written by our own script from this very type
}

type PlaywrightSuite = {
  specs?: { title: string; tests: { status: string; annotations: { type: string; description?: string }[] }[] }[];
  suites?: PlaywrightSuite[];
};

/** Counts the tests in what Playwright's JSON reporter wrote. */
export function playwrightCounts(report: string): Counts {
  // A cast, to the part of the format that is read: JSONReport in @playwright/test/reporter.
  const { suites } = JSON.parse(report) as { suites: PlaywrightSuite[] };
  const tests = suites.flatMap(testsOf);
  return {
    passed: tests.filter((test) => test.status === "expected").length,
    failed: tests.filter((test) => !["expected", "skipped"].includes(test.status)).length,
    skipped: tests.filter((test) => test.status === "skipped").map((test) => test.title),
  };
}

function testsOf(suite: PlaywrightSuite): { status: string; title: string }[] {
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests.map(({ status, annotations }) => {
      const reason = annotations.find((annotation) => annotation.type === "skip")?.description;
      return { status, title: reason ? `${title}: ${reason}` : title };
    }),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}
