import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { Problem, runCommand } from "../scripts/process/command.ts";
import { takeTemporaryDirectory } from "../scripts/process/run-lock.ts";
import { runUntilAsked } from "../scripts/process/signals.ts";
import { createSupervisor } from "../scripts/process/supervisor.ts";
import { demoDataDirectory } from "../scripts/stack/demo-env.ts";
import type { Counts } from "../testkit/counts.ts";
import { type Ground, prepareGround } from "./ground.ts";
import { type Evidence, invariants } from "./invariants.ts";
import { openElsewhere, signInPeople, submit } from "./people.ts";
import { findUnseenPlants } from "./planted.ts";
import { flood } from "./r01-flood.ts";
import { permutations } from "./r02-permutations.ts";
import { dropped } from "./r03-dropped.ts";
import { kills } from "./r04-kills.ts";
import { database } from "./r05-database.ts";
import { signatures } from "./r06-signatures.ts";
import { bodies } from "./r07-bodies.ts";
import { apiFaults } from "./r08-api-faults.ts";
import { clicks } from "./r09-clicks.ts";
import { poison } from "./r10-poison.ts";
import { rolling } from "./r11-rolling.ts";
import { fullDisk } from "./r12-full-disk.ts";
import { clock } from "./r13-clock.ts";
import { backlog } from "./r14-backlog.ts";
import { soak } from "./r15-soak.ts";
import { rush } from "./r16-rush.ts";
import { linesOf, type Told, writeSection } from "./report.ts";
import { reconcileOnce, settle } from "./settle.ts";
import { hold, NotHere, type Story } from "./story.ts";
import { readTruth } from "./truth.ts";

const stories: Story[] = [
  fullDisk, // the first: the smaller the database, the smaller the disk that it fills
  dropped, // before thousands of sessions are made: the reconciler reads a thousand of Stripe's list a round
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
  clock, // the last: it moves Stripe's clock for good
];

const root = path.join(import.meta.dirname, "..", "/");
const reportFile = path.join(root, "faults", "report.md");
const defaultSeed = 5;

/**
 * `npm run test:faults`: breaks the product on purpose and holds the invariants after each story. `--long` takes the full
 * counts and writes each story into faults/report.md as it ends; names such as `R4` choose stories; `--seed` another course
 * of things; `--minutes` how long the soak of the long form lasts.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      long: { type: "boolean", default: false },
      seed: { type: "string", default: String(defaultSeed) },
      minutes: { type: "string", default: "60" },
      counts: { type: "string" },
    },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !stories.some((story) => story.name === name));
  if (unknown !== undefined) {
    throw new Problem(`There is no story "${unknown}". There are: ${stories.map(({ name }) => name).join(", ")}.`);
  }
  const chosen = positionals.length > 0 ? stories.filter(({ name }) => positionals.includes(name)) : stories;
  const { long } = values;
  const [seed, soakMinutes] = [Number(values.seed), Number(values.minutes)];
  if (!Number.isInteger(seed) || !(soakMinutes > 0)) throw new Problem("--seed and --minutes are numbers.");

  const parent = path.join(demoDataDirectory(), "test");
  const { directory, lock } = await takeTemporaryDirectory(parent, "faults");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  let ground: Ground | null = null;
  const told: Told[] = [];
  const work = async () => {
    ground = await prepareGround({ directory, long, seed, soakMinutes, supervisor, record: lock.record });
    for (const story of [...chosen, plants]) {
      const one = await tell(story, ground);
      if (one.outcome === "failed") await putRight(ground);
      told.push(one);
      console.log(linesOf(one));
      if (long) await writeSection(reportFile, one, seed);
    }
  };
  const cleanUp = async () => {
    await ground?.stop();
    await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const { asked } = await runUntilAsked(work, cleanUp);
  if (asked) throw new Problem("Stopped before the end.");

  const count = (outcome: Told["outcome"]) => told.filter((one) => one.outcome === outcome).length;
  const counts: Counts = {
    passed: count("held"),
    failed: count("failed"),
    skipped: told
      .filter(({ outcome }) => outcome === "not run here")
      .map(({ name, title, cause }) => `${name} ${title}: ${cause}`),
  };
  if (values.counts) await writeFile(values.counts, JSON.stringify(counts));
  const skipped = counts.skipped.length > 0 ? `, ${counts.skipped.length} skipped` : "";
  console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
  if (counts.failed > 0) process.exit(1);
}

async function tell({ name, title, run }: Story, ground: Ground): Promise<Told> {
  const startedAt = performance.now();
  const told = (outcome: Told["outcome"], said: string[], cause: string | null): Told => {
    return { name, title, seconds: (performance.now() - startedAt) / 1000, said, outcome, cause };
  };
  let said: string[] = [];
  try {
    said = await run(ground);
    const broken = await brokenInvariants(ground);
    return told(broken === null ? "held" : "failed", said, broken);
  } catch (error) {
    if (error instanceof NotHere) return told("not run here", [], error.message);
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return told("failed", said, cause.replaceAll(root, "")); // the report is committed, and names no machine's folders
  }
}

/** Ends what a story that failed has left under way, starts what it left dead, and lets be found what it lost. */
async function putRight(ground: Ground): Promise<void> {
  for (const end of ground.ends.splice(0)) end();
  await ground.emulator.control("/faults", undefined, "DELETE");
  for (const life of [ground.postgres, ground.web, ground.worker]) if (!life.runs()) await life.start();
  await settle(ground);
  await reconcileOnce(ground);
}

/** What no longer holds, in a few lines; null when all does. */
async function brokenInvariants(ground: Ground): Promise<string | null> {
  const evidence = { ...(await evidenceOf(ground)), client: ground.sql };
  const broken: string[] = [];
  for (const [name, check] of Object.entries(invariants)) {
    // The others must hold without it; the reconciler also clears away jobs that died when newer ones had their place.
    if (name === "no open job") await reconcileOnce(ground);
    const found = await check(evidence);
    if (found.length > 0) broken.push(`${name}: ${found.length} times, for instance ${found.slice(0, 5).join("; ")}`);
  }
  return broken.length > 0 ? broken.join("\n") : null;
}

/** Told after all others: the invariants are worth something. */
const plants: Story = {
  name: "—",
  title: "the invariants find mistakes that are planted",
  run: async (ground) => {
    // At least these are there to be damaged, whichever stories were chosen.
    for (const { id } of await openElsewhere(ground, await signInPeople(ground, 2)))
      await submit(ground, id, "verified");
    await settle(ground);
    const { planted, unseen } = await findUnseenPlants(ground.sql, await evidenceOf(ground));
    hold(`not found: ${unseen.join(", ")}`, unseen.length === 0);
    return [`${planted} of ${planted} planted mistakes found`];
  },
};

async function evidenceOf(ground: Ground): Promise<Omit<Evidence, "client">> {
  const { ledger, secrets, logsDirectory } = ground;
  return { truth: await readTruth(ground), ledger, secrets, logsDirectory };
}

await runCommand(main);
