import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readArguments } from "../scripts/process/arguments.ts";
import { Misuse, Problem, runCommand } from "../scripts/process/command.ts";
import { takeTemporaryDirectory } from "../scripts/process/run-lock.ts";
import { runUntilAsked } from "../scripts/process/signals.ts";
import { createSupervisor } from "../scripts/process/supervisor.ts";
import { demoDataDirectory } from "../scripts/stack/demo-env.ts";
import type { Counts } from "../testkit/counts.ts";
import { flood } from "./scenarios/r01-flood.ts";
import { permutations } from "./scenarios/r02-permutations.ts";
import { dropped } from "./scenarios/r03-dropped.ts";
import { kills } from "./scenarios/r04-kills.ts";
import { database } from "./scenarios/r05-database.ts";
import { signatures } from "./scenarios/r06-signatures.ts";
import { bodies } from "./scenarios/r07-bodies.ts";
import { apiFaults } from "./scenarios/r08-api-faults.ts";
import { clicks } from "./scenarios/r09-clicks.ts";
import { poison } from "./scenarios/r10-poison.ts";
import { rolling } from "./scenarios/r11-rolling.ts";
import { fullDisk } from "./scenarios/r12-full-disk.ts";
import { clock } from "./scenarios/r13-clock.ts";
import { backlog } from "./scenarios/r14-backlog.ts";
import { soak } from "./scenarios/r15-soak.ts";
import { rush } from "./scenarios/r16-rush.ts";
import { accountHistories } from "./scenarios/r17-account-histories.ts";
import { deadlines } from "./scenarios/r18-deadlines.ts";
import { killsBeforeCommit } from "./scenarios/r19-kills-before-commit.ts";
import { storm } from "./scenarios/r20-storm.ts";
import { sellerFaults } from "./scenarios/r21-seller-faults.ts";
import { type Environment, prepareEnvironment } from "./support/environment.ts";
import type { Evidence } from "./support/evidence.ts";
import { invariants } from "./support/invariants.ts";
import { openElsewhere, signInPeople, submit } from "./support/people.ts";
import { findUnseenPlants } from "./support/planted.ts";
import { linesOf, type Report, writeSection } from "./support/report.ts";
import { NotHere, type Scenario } from "./support/scenario.ts";
import { openAccounts } from "./support/sellers.ts";
import { afterNextMinute, holdTimedJobs, reconcileOnce, settle } from "./support/settle.ts";
import { readTruth } from "./support/truth.ts";

const scenarios: Scenario[] = [
  fullDisk, // the first: the smaller the database, the smaller the disk that it fills
  dropped, // before thousands of sessions are made: the reconciler reads a thousand of Stripe's list a round
  deadlines, // before R8 moves Stripe's clock: its deadlines would be later by ours
  flood,
  permutations,
  kills,
  database,
  signatures,
  bodies,
  apiFaults,
  clicks,
  poison,
  rolling,
  backlog,
  soak,
  rush,
  accountHistories,
  killsBeforeCommit,
  storm,
  sellerFaults,
  clock, // the last: it moves Stripe's clock for good
];

const root = path.join(import.meta.dirname, "..", "/");
const reportFile = path.join(root, "faults", "report.md");
const defaultSeed = 5;

/**
 * `npm run test:faults`: breaks the product on purpose and checks the invariants after each scenario. `--long` takes the
 * full counts and writes each scenario into faults/report.md as it ends; names such as `R4` choose scenarios; `--seed` another course
 * of things; `--minutes` how long the soak of the long form lasts.
 */
async function main(): Promise<void> {
  const options = {
    long: { type: "boolean", default: false },
    seed: { type: "string", default: String(defaultSeed) },
    minutes: { type: "string", default: "60" },
    counts: { type: "string" },
  } as const;
  const known =
    "Options: --long, --seed <number>, --minutes <number>, --counts <file>. " +
    `Scenarios: ${scenarios.map(({ name }) => name).join(", ")}.`;
  const { values, positionals } = readArguments({ options, allowPositionals: true }, known);
  const unknown = positionals.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) throw new Misuse(`There is no scenario "${unknown}". ${known}`);
  const chosen = positionals.length > 0 ? scenarios.filter(({ name }) => positionals.includes(name)) : scenarios;
  const { long } = values;
  const [seed, soakMinutes] = [Number(values.seed), Number(values.minutes)];
  if (!Number.isInteger(seed) || !(soakMinutes > 0)) throw new Misuse(`--seed and --minutes are numbers. ${known}`);

  const parent = path.join(demoDataDirectory(), "test");
  const { directory, lock } = await takeTemporaryDirectory(parent, "faults");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  let environment: Environment | null = null;
  const reports: Report[] = [];
  const work = async () => {
    environment = await prepareEnvironment({ directory, long, seed, soakMinutes, supervisor, record: lock.record });
    for (const scenario of [...chosen, plants]) {
      const report = await runScenario(scenario, environment);
      if (report.outcome === "failed") await putRight(environment);
      reports.push(report);
      console.log(linesOf(report));
      if (long) await writeSection(reportFile, report, seed);
    }
  };
  const cleanUp = async () => {
    await environment?.stop();
    await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const { asked } = await runUntilAsked(work, cleanUp);
  if (asked) throw new Problem("Stopped before the end.");

  const count = (outcome: Report["outcome"]) => reports.filter((report) => report.outcome === outcome).length;
  const counts: Counts = {
    passed: count("passed"),
    failed: count("failed"),
    skipped: reports
      .filter(({ outcome }) => outcome === "not run here")
      .map(({ name, title, cause }) => `${name} ${title}: ${cause}`),
  };
  if (values.counts) await writeFile(values.counts, JSON.stringify(counts));
  const skipped = counts.skipped.length > 0 ? `, ${counts.skipped.length} skipped` : "";
  console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
  if (counts.failed > 0) process.exit(1);
}

async function runScenario({ name, title, run }: Scenario, environment: Environment): Promise<Report> {
  const startedAt = performance.now();
  const reportOf = (outcome: Report["outcome"], said: string[], cause: string | null): Report => {
    return { name, title, seconds: (performance.now() - startedAt) / 1000, said, outcome, cause };
  };
  let said: string[] = [];
  try {
    said = await run(environment);
    const broken = await brokenInvariants(environment);
    return reportOf(broken === null ? "passed" : "failed", said, broken);
  } catch (error) {
    if (error instanceof NotHere) return reportOf("not run here", [], error.message);
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return reportOf("failed", said, cause.replaceAll(root, "")); // the report is committed, and names no machine's folders
  }
}

/** Ends what a scenario that failed has left under way, starts what it left dead, and lets be found what it lost. */
async function putRight(environment: Environment): Promise<void> {
  for (const end of environment.ends.splice(0)) end();
  await environment.emulator.control("/faults", undefined, "DELETE");
  const { postgres, web, worker } = environment;
  for (const each of [postgres, web, worker]) if (!each.runs()) await each.start();
  await settle(environment);
  await reconcileOnce(environment);
}

/** What no longer holds, in a few lines; null when all does. */
async function brokenInvariants(environment: Environment): Promise<string | null> {
  await holdTimedJobs(environment);
  const evidence = { ...(await evidenceOf(environment)), client: environment.sql };
  const broken: string[] = [];
  for (const [name, check] of Object.entries(invariants)) {
    // The others must hold without what follows from the next minute.
    const found =
      name === "no open job"
        ? await afterNextMinute(environment, (client) => check({ ...evidence, client }))
        : await check(evidence);
    if (found.length > 0) broken.push(`${name}: ${found.length} times, for instance ${found.slice(0, 5).join("; ")}`);
  }
  return broken.length > 0 ? broken.join("\n") : null;
}

/** Runs after all others: the invariants are worth something. */
const plants: Scenario = {
  name: "—",
  title: "the invariants find mistakes that are planted",
  run: async (environment) => {
    // At least these are there to be damaged, whichever scenarios were chosen.
    for (const { id } of await openElsewhere(environment, await signInPeople(environment, 2)))
      await submit(environment, id, "verified");
    await openAccounts(environment, await signInPeople(environment, 2));
    await settle(environment);
    const { planted, unseen } = await findUnseenPlants(environment.sql, await evidenceOf(environment));
    assert(unseen.length === 0, `not found: ${unseen.join(", ")}`);
    return [`${planted} of ${planted} planted mistakes found`];
  },
};

async function evidenceOf(environment: Environment): Promise<Omit<Evidence, "client">> {
  const { expectations, secrets, logsDirectory } = environment;
  return { truth: await readTruth(environment), expectations, secrets, logsDirectory };
}

await runCommand(main);
