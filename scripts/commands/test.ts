import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import pMap from "p-map";
import { startVitest, type Vitest } from "vitest/node";
import { fetchBrowser, findBrowser } from "../../testkit/browser.ts";
import { type Counts, faultCounts, playwrightCounts, vitestCounts } from "../../testkit/counts.ts";
import { describeFailure, Problem, runCommand } from "../process/command.ts";
import { removeLeftovers, takeTemporaryDirectory } from "../process/run-lock.ts";
import { forever, runUntilAsked } from "../process/signals.ts";
import { createSupervisor, ProgramFailure } from "../process/supervisor.ts";
import { buildApp, buildIsFresh } from "../stack/build.ts";
import { demoDataDirectory } from "../stack/demo-env.ts";
import { findStripeCli } from "../stack/find-stripe-cli.ts";
import { type Part, readRequest } from "./test-parts.ts";

const root = path.join(import.meta.dirname, "..", "..");
const parent = path.join(demoDataDirectory(), "test");

/** What came of a check, and what its tool said if that is worth reading. */
type Outcome = Counts & { said?: string };

/** A check: what it is called in the output, and what does it. Throws a `Problem` when it fails as a whole. */
type Check = { title: string; run: () => Promise<Outcome> };

/**
 * Two parts run side by side, because one alone leaves a core idle, and whoever is done takes the next, each whatever became of those
 * before. The build is among the first, because others wait for it; then the longest; short ones are last, so that both cores end together.
 */
const order: Part[] = [
  ...(["build", "lint", "rooms", "dead-code", "e2e"] as const),
  ...(["types", "db", "faults", "pages", "emulator", "unit"] as const),
];
const usesBuild: readonly Part[] = ["faults", "e2e", "pages"];
/** They need neither the build nor what is fetched. */
const waitsForNothing: readonly Part[] = ["build", "lint", "rooms", "dead-code"];
const usesBrowser: readonly Part[] = ["unit", "emulator", "e2e", "pages"];
const usesStripeCli: readonly Part[] = ["unit", "emulator"];

/** `npm test`: every check there is, or the named ones; with --watch those of Vitest, again and again. */
async function main(): Promise<void> {
  const request = readRequest(process.argv.slice(2));
  if ("run" in request) await runOnce(request.run);
  else await watchUntilAsked(request.watch);
}

/** A part's projects of Vitest: the one of its name, and what stands beside it (vitest.config.ts). */
const projectsOf = (part: string) => `${part}*`;

async function watchUntilAsked(projects: readonly string[]): Promise<void> {
  let vitest: Vitest | undefined;
  const work = async () => {
    vitest = await startVitest("test", [], { watch: true, project: projects.map(projectsOf) });
    await forever;
  };
  await runUntilAsked(work, async () => vitest?.close());
}

async function runOnce(chosen: readonly Part[]): Promise<void> {
  const { directory, lock } = await takeTemporaryDirectory(parent, "checks");
  const supervisor = createSupervisor({ logsDirectory: directory, onStart: lock.record });

  /** Tools that did not end by themselves, which none of their own words may tell. */
  const ended: string[] = [];
  /** Runs a tool of the project; true when it was content. What it said is in `<name>.log`. */
  async function tool(
    name: string,
    tool: string,
    args: string[],
    environment: Record<string, string> = {},
  ): Promise<boolean> {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", ...environment };
    const command = path.join(root, "node_modules", ".bin", tool);
    return supervisor.run({ name, command, args, env }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ProgramFailure && error.signal) ended.push(`${name} was ended by ${error.signal}.`);
        return false;
      },
    );
  }
  /** What a tool printed, without the log lines of the app under test, which would drown it. */
  async function said(name: string): Promise<string> {
    const lines = (await readFile(path.join(directory, `${name}.log`), "utf8").catch(() => "")).split("\n");
    return lines.filter((line) => !line.startsWith('{"level":')).join("\n");
  }

  /** A check that holds or does not, by one or more commands. */
  const plain = (title: string, name: string, ...commands: [tool: string, ...args: string[]][]): Check => ({
    title,
    run: async () => {
      for (const [command, ...args] of commands) {
        if (!(await tool(name, command, args))) throw new Problem(await said(name));
      }
      return { passed: 1, failed: 0, skipped: [] };
    },
  });

  /** Tests that are counted one by one, from the report the tool writes. */
  async function counted(
    name: string,
    report: string,
    read: (json: string) => Counts,
    run: () => Promise<boolean>,
  ): Promise<Outcome> {
    const content = await run();
    const json = await readFile(report, "utf8").catch(() => "");
    if (!isWhole(json)) throw new Problem(await said(name));
    const counts = read(json);
    if (content) return counts;
    // A tool may also fail beside its tests: a file that does not load, an error nobody caught.
    return { ...counts, failed: Math.max(counts.failed, 1), said: await said(name) };
  }

  const vitest = (title: string, project: string): Check => ({
    title,
    run: () => {
      const report = path.join(directory, `${project}.json`);
      const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
      return counted(project, report, vitestCounts, () =>
        tool(project, "vitest", ["run", "--project", projectsOf(project), ...reporters]),
      );
    },
  });

  // Beside other parts they have one core, and faults, some of which are about time, the other. Two browsers beside them took as
  // long in all, and faults a third longer.
  const workers = chosen.length > 1 ? ["--workers=1"] : [];
  /** One of the projects of e2e/playwright.config.ts. */
  const playwright = (title: string, project: string): Check => ({
    title,
    run: async () => {
      const missing = await findBrowser().then(
        () => null,
        (error: Error) => error.message,
      );
      if (missing) return { passed: 0, failed: 0, skipped: [`${title}: ${missing}`] };
      const report = path.join(directory, `${project}.json`);
      return counted(project, report, playwrightCounts, () =>
        tool(project, "playwright", ["test", "-c", "e2e", "--project", project, "--reporter=list,json", ...workers], {
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        }),
      );
    },
  });

  const checks: Record<Part, Check> = {
    lint: plain("format and lint", "biome", ["biome", "check"]),
    types: plain("types", "types", ["next", "typegen"], ["tsc", "--noEmit"]),
    rooms: plain("imports between rooms", "rooms", [
      "depcruise",
      "--config",
      ".dependency-cruiser.mjs",
      "--output-type",
      "err",
      ".",
    ]),
    "dead-code": plain("dead code", "knip", ["knip"]),
    unit: vitest("unit", "unit"),
    db: vitest("database", "db"),
    emulator: vitest("Stripe emulator", "emulator"),
    build: {
      title: "production build",
      run: async () => {
        if (!(await buildIsFresh())) await buildApp(supervisor);
        return { passed: 1, failed: 0, skipped: [] };
      },
    },
    faults: {
      title: "faults",
      run: () => {
        const report = path.join(directory, "faults.json");
        return counted("faults", report, faultCounts, () =>
          tool("faults", "node", [path.join(root, "faults", "main.ts"), "--counts", report]),
        );
      },
    },
    e2e: playwright("end to end", "journeys"),
    pages: playwright("every page", "pages"),
  };

  const total: Counts = { passed: 0, failed: 0, skipped: [] };
  const runPart = async (part: Part) => {
    const { passed, failed, skipped } = await timed(checks[part]);
    total.passed += passed;
    total.failed += failed;
    total.skipped.push(...skipped);
  };
  const work = async () => {
    // Once, beside the parts that need neither: any other would say only that something is missing, many times.
    const fetched = Promise.all([
      chosen.some((part) => usesBrowser.includes(part)) && fetchBrowser(),
      chosen.some((part) => usesStripeCli.includes(part)) && findStripeCli(),
    ]);
    const wanted = [...chosen, ...(chosen.some((part) => usesBuild.includes(part)) ? ["build"] : [])];
    let built: Promise<void> | undefined;
    const runWhenBuilt = async (part: Part) => {
      if (!waitsForNothing.includes(part)) await Promise.all([built, fetched]);
      const run = runPart(part);
      if (part === "build") built = run;
      await run;
    };
    const parts = order.filter((part) => wanted.includes(part));
    await Promise.all([fetched, pMap(parts, runWhenBuilt, { concurrency: 2 })]);
  };
  const cleanUp = async () => {
    await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
    await removeLeftovers(parent); // those of a tool that was stopped half-way
  };
  const { asked } = await runUntilAsked(work, cleanUp);
  if (asked) throw new Problem("Stopped before the end.");

  for (const what of total.skipped) console.log(`skipped: ${what}`);
  for (const what of ended) console.log(what);
  console.log(`\n${sentence(total)}`);
  if (total.failed > 0) process.exit(1);
}

/** Runs one check and tells in a line what came of it, after what its tool said; a failure of the whole counts as one. */
async function timed({ title, run }: Check): Promise<Counts> {
  const startedAt = Date.now();
  const outcome = await run().catch((error: unknown): Outcome => {
    return { passed: 0, failed: 1, skipped: [], said: describeFailure(error) };
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  if (outcome.said) console.log(outcome.said);
  console.log(`${outcome.failed > 0 ? "✗" : "✓"} ${title.padEnd(20)} ${seconds.padStart(6)} s   ${sentence(outcome)}`);
  return outcome;
}

/** False for a report whose tool was ended before it had written all of it. */
function isWhole(json: string): boolean {
  try {
    return JSON.parse(json) !== null;
  } catch {
    return false;
  }
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;
}

await runCommand(main);
