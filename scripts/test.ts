import { readFile } from "node:fs/promises";
import path from "node:path";
import { findBrowser } from "./browser.ts";
import { buildApp, buildIsFresh } from "./build.ts";
import { Problem, runCommand } from "./command.ts";
import { demoDataDirectory } from "./demo-env.ts";
import { createSupervisor } from "./processes.ts";
import { removeLeftovers, takeTemporaryDirectory } from "./run-lock.ts";
import { runUntilAsked } from "./signals.ts";
import { type Counts, faultCounts, playwrightCounts, vitestCounts } from "./test-counts.ts";

const root = path.join(import.meta.dirname, "..");
const parent = path.join(demoDataDirectory(), "test");

/** A check: what it is called in the output, and what does it. Throws a `Problem` when it fails as a whole. */
type Check = { title: string; run: () => Promise<Counts> };

/** `npm test`: every check there is, one after the other, each whatever became of those before. */
async function main(): Promise<void> {
  const { directory, lock } = await takeTemporaryDirectory(parent, "checks");
  const supervisor = createSupervisor({ logsDirectory: directory, onStart: lock.record });

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
      () => false,
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
  ): Promise<Counts> {
    const content = await run();
    const json = await readFile(report, "utf8").catch(() => null);
    if (json === null) throw new Problem(await said(name));
    const counts = read(json);
    if (!content) console.log(await said(name));
    // A tool may also fail beside its tests: a file that does not load, an error nobody caught.
    return !content && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  }

  const vitest = (title: string, project: string): Check => ({
    title,
    run: () => {
      const report = path.join(directory, `${project}.json`);
      const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
      return counted(project, report, vitestCounts, () =>
        tool(project, "vitest", ["run", "--project", project, ...reporters]),
      );
    },
  });

  const checks: Check[] = [
    plain("format and lint", "biome", ["biome", "check"]),
    plain("types", "types", ["next", "typegen"], ["tsc", "--noEmit"]),
    plain("dead code", "knip", ["knip"]),
    vitest("unit", "unit"),
    vitest("Stripe emulator", "emulator"),
    vitest("database", "db"),
    {
      title: "production build",
      run: async () => {
        if (!(await buildIsFresh())) await buildApp(supervisor);
        return { passed: 1, failed: 0, skipped: [] };
      },
    },
    {
      title: "faults",
      run: () => {
        const report = path.join(directory, "faults.json");
        return counted("faults", report, faultCounts, () =>
          tool("faults", "node", [path.join(root, "scripts", "test-faults.ts"), "--counts", report]),
        );
      },
    },
    {
      title: "end to end",
      run: async () => {
        const missing = await findBrowser().then(
          () => null,
          (error: Error) => error.message,
        );
        if (missing) return { passed: 0, failed: 0, skipped: [`everything end to end: ${missing}`] };
        const report = path.join(directory, "e2e.json");
        return counted("e2e", report, playwrightCounts, () =>
          tool("e2e", "playwright", ["test", "-c", "e2e", "--reporter=list,json"], {
            PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          }),
        );
      },
    },
  ];

  const total: Counts = { passed: 0, failed: 0, skipped: [] };
  const work = async () => {
    for (const { title, run } of checks) {
      const { passed, failed, skipped } = await timed(title, run);
      total.passed += passed;
      total.failed += failed;
      total.skipped.push(...skipped);
    }
  };
  const cleanUp = async () => {
    await supervisor.stop();
    lock.release();
    await removeLeftovers(parent); // this run's own, and those of a tool that was stopped half-way
  };
  const { asked } = await runUntilAsked(work, cleanUp);
  if (asked) throw new Problem("Stopped before the end.");

  for (const what of total.skipped) console.log(`skipped: ${what}`);
  console.log(`\n${sentence(total)}`);
  if (total.failed > 0) process.exit(1);
}

/** Runs one check and tells in a line what came of it; a failure of the whole counts as one. */
async function timed(title: string, run: () => Promise<Counts>): Promise<Counts> {
  const startedAt = Date.now();
  const counts = await run().catch((error: unknown): Counts => {
    console.log(error instanceof Problem ? error.message : error);
    return { passed: 0, failed: 1, skipped: [] };
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${counts.failed > 0 ? "✗" : "✓"} ${title.padEnd(20)} ${seconds.padStart(6)} s   ${sentence(counts)}`);
  return counts;
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;
}

await runCommand(main);
