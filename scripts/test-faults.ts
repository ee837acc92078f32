import { rm, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Ground, prepareGround } from "../faults/ground.ts";
import { type Evidence, invariants } from "../faults/invariants.ts";
import { openElsewhere, signInPeople, submit } from "../faults/people.ts";
import { findUnseenPlants } from "../faults/planted.ts";
import { flood } from "../faults/r01-flood.ts";
import { permutations } from "../faults/r02-permutations.ts";
import { dropped } from "../faults/r03-dropped.ts";
import { kills } from "../faults/r04-kills.ts";
import { database } from "../faults/r05-database.ts";
import { signatures } from "../faults/r06-signatures.ts";
import { bodies } from "../faults/r07-bodies.ts";
import { apiFaults } from "../faults/r08-api-faults.ts";
import { clicks } from "../faults/r09-clicks.ts";
import { poison } from "../faults/r10-poison.ts";
import { rolling } from "../faults/r11-rolling.ts";
import { clock } from "../faults/r13-clock.ts";
import { reconcileOnce, settle } from "../faults/settle.ts";
import type { Story } from "../faults/story.ts";
import { readTruth } from "../faults/truth.ts";
import { Problem, runCommand } from "./command.ts";
import { demoDataDirectory } from "./demo-env.ts";
import { createSupervisor } from "./processes.ts";
import { takeTemporaryDirectory } from "./run-lock.ts";
import { runUntilAsked } from "./signals.ts";
import type { Counts } from "./test-counts.ts";

const stories: Story[] = [
  flood,
  permutations,
  dropped,
  kills,
  database,
  signatures,
  bodies,
  apiFaults,
  clicks,
  poison,
  rolling,
  clock, // the last: it moves Stripe's clock for good
];

const reportFile = path.join(import.meta.dirname, "..", "faults", "report.md");
const defaultSeed = 5;

/** What came of one story. */
type Told = { name: string; title: string; seconds: number; said: string[]; failure: string | null };

/**
 * `npm run test:faults`: breaks the product on purpose and holds the invariants after each story. `--long` takes the full
 * counts and writes faults/report.md; names such as `R4` choose stories; `--seed` another course of things.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { long: { type: "boolean" }, seed: { type: "string" }, counts: { type: "string" } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !stories.some((story) => story.name === name));
  if (unknown !== undefined) {
    throw new Problem(`There is no story "${unknown}". There are: ${stories.map(({ name }) => name).join(", ")}.`);
  }
  const chosen = positionals.length > 0 ? stories.filter(({ name }) => positionals.includes(name)) : stories;
  const long = values.long ?? false;
  const seed = Number(values.seed ?? defaultSeed);

  const parent = path.join(demoDataDirectory(), "test");
  const { directory, lock } = await takeTemporaryDirectory(parent, "faults");
  const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart: lock.record });
  let ground: Ground | null = null;
  const told: Told[] = [];
  const work = async () => {
    ground = await prepareGround({ directory, long, seed, supervisor, record: lock.record });
    for (const story of chosen) {
      const one = await tell(story, ground);
      told.push(one);
      console.log(lineOf(one));
    }
    const last = await tellOfPlants(ground);
    told.push(last);
    console.log(lineOf(last));
  };
  const cleanUp = async () => {
    await ground?.stop();
    await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const { asked } = await runUntilAsked(work, cleanUp);
  if (asked) throw new Problem("Stopped before the end.");

  if (long) await writeFile(reportFile, report(told, seed));
  const failed = told.filter(({ failure }) => failure !== null).length;
  const counts: Counts = { passed: told.length - failed, failed, skipped: [] };
  if (values.counts) await writeFile(values.counts, JSON.stringify(counts));
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  if (failed > 0) process.exit(1);
}

async function tell({ name, title, run }: Story, ground: Ground): Promise<Told> {
  const startedAt = performance.now();
  let said: string[] = [];
  let failure: string | null = null;
  try {
    said = await run(ground);
    failure = await brokenInvariants(ground);
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await ground.control("/faults", undefined, "DELETE");
  }
  return { name, title, seconds: (performance.now() - startedAt) / 1000, said, failure };
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

async function tellOfPlants(ground: Ground): Promise<Told> {
  const startedAt = performance.now();
  // At least these are there to be damaged, whichever stories were chosen.
  for (const { id } of await openElsewhere(ground, await signInPeople(ground, 2))) await submit(ground, id, "verified");
  await settle(ground);
  const { planted, unseen } = await findUnseenPlants(ground.sql, await evidenceOf(ground));
  return {
    name: "—",
    title: "the invariants find mistakes that are planted",
    seconds: (performance.now() - startedAt) / 1000,
    said: [`${planted - unseen.length} of ${planted} planted mistakes found`],
    failure: unseen.length > 0 ? `not found: ${unseen.join(", ")}` : null,
  };
}

async function evidenceOf(ground: Ground): Promise<Omit<Evidence, "client">> {
  const { ledger, secrets, logsDirectory } = ground;
  return { truth: await readTruth(ground), ledger, secrets, logsDirectory };
}

function lineOf({ name, title, seconds, said, failure }: Told): string {
  const head = `${failure === null ? "✓" : "✗"} ${name.padEnd(4)} ${title}  ${seconds.toFixed(1)} s`;
  const details = [...said, ...(failure === null ? [] : failure.split("\n"))];
  return [head, ...details.map((line) => `       ${line}`)].join("\n");
}

function report(told: readonly Told[], seed: number): string {
  const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const body = told.flatMap(({ name, title, seconds, said, failure }) => [
    `## ${name} ${title}: ${failure === null ? "held" : "failed"}, ${seconds.toFixed(0)} s`,
    "",
    ...said.map((line) => `- ${line}`),
    ...(failure === null ? [] : ["", "```", failure, "```"]),
    "",
  ]);
  return [
    "# Report of the fault suite, long form",
    "",
    `Written by \`npm run test:faults -- --long\` on ${new Date().toISOString().slice(0, 10)}, seed ${seed}; ${machine}, Node ${process.versions.node}.`,
    "After every story all invariants of `invariants.ts` were held against everything there was.",
    "",
    ...body,
  ].join("\n");
}

await runCommand(main);
