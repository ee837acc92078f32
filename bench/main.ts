import { readFile, rm, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { readArguments } from "../scripts/process/arguments.ts";
import { Misuse, Problem, runCommand } from "../scripts/process/command.ts";
import { showStep } from "../scripts/process/progress.ts";
import { takeTemporaryDirectory } from "../scripts/process/run-lock.ts";
import { runUntilAsked } from "../scripts/process/signals.ts";
import { createSupervisor, type Supervisor } from "../scripts/process/supervisor.ts";
import { buildApp, buildIsFresh } from "../scripts/stack/build.ts";
import { demoDataDirectory } from "../scripts/stack/demo-env.ts";
import { emulatorService } from "../scripts/stack/services.ts";
import { planTestStack } from "../testkit/stack.ts";
import { measureAccounts } from "./measures/accounts.ts";
import { measureAcknowledgement } from "./measures/acknowledgement.ts";
import { measureEmulator } from "./measures/emulator.ts";
import { measureEventToStatus } from "./measures/event-to-status.ts";
import { measureFirstLoad } from "./measures/first-load.ts";
import { measureHammering } from "./measures/hammering.ts";
import { measureIdle } from "./measures/idle.ts";
import { measureInbox } from "./measures/inbox.ts";
import { measureMemory } from "./measures/memory.ts";
import { measurePages } from "./measures/pages.ts";
import { measureQueue } from "./measures/queue.ts";
import { measureSyncs } from "./measures/syncs.ts";
import { measureUpload } from "./measures/upload.ts";
import { measureWebhook } from "./measures/webhook.ts";
import { type Figure, toTable } from "./support/figures.ts";
import { updateResults } from "./support/results.ts";
import { buildFloor, createWorkbench, type Shared, type Workbench } from "./support/workbench.ts";

const measures: Record<string, (bench: Workbench) => Promise<Figure[]>> = {
  webhook: measureWebhook,
  acknowledgement: measureAcknowledgement,
  "event-to-status": measureEventToStatus,
  hammering: measureHammering,
  syncs: measureSyncs,
  idle: measureIdle,
  "first-load": measureFirstLoad,
  pages: measurePages,
  queue: measureQueue,
  accounts: measureAccounts,
  upload: measureUpload,
  inbox: measureInbox,
  memory: measureMemory,
};

/** Those that need neither builds nor a database, only a folder of their own. */
const measuresAlone: Record<string, (directory: string) => Promise<Figure[]>> = { emulator: measureEmulator };
const names = [...Object.keys(measures), ...Object.keys(measuresAlone)];

/** They take as long as all others together, and their answers change only with the table, and with what a process keeps. */
const onlyWhenNamed = ["inbox", "memory"];

const resultsFile = path.join(import.meta.dirname, "results.md");

/**
 * `npm run bench`: every measure but `inbox` and `memory`, or those that are named. With `--write` the figures also take the
 * places of their older selves in bench/results.md; `--minutes` is how long `memory` loads the web, 5 unless said.
 */
async function main(): Promise<void> {
  const options = { write: { type: "boolean" }, minutes: { type: "string", default: "5" } } as const;
  const known = `Options: --write, --minutes <number>. Measures: ${names.join(", ")}.`;
  const { values, positionals } = readArguments({ options, allowPositionals: true }, known);
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Misuse(`--minutes is a number. ${known}`);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Misuse(`There is no measure "${unknown}". ${known}`);
  const isWanted = (name: string) =>
    positionals.length === 0 ? !onlyWhenNamed.includes(name) : positionals.includes(name);

  const { directory, lock } = await takeTemporaryDirectory(path.join(demoDataDirectory(), "bench"), "run");
  const pids: Record<string, number> = {};
  const supervisors: Supervisor[] = [];
  const newSupervisor = () => {
    const onStart = (name: string, pid: number) => {
      lock.record(name, pid);
      pids[name] = pid;
    };
    const supervisor = createSupervisor({ logsDirectory: path.join(directory, "logs"), onStart });
    supervisors.push(supervisor);
    return supervisor;
  };

  const figures: Figure[] = [];
  const work = async () => {
    const wanted = Object.entries(measures).filter(([name]) => isWanted(name));
    if (wanted.length > 0) {
      const shared = await prepare(newSupervisor(), directory, minutes);
      for (const [name, measure] of wanted) {
        await showStep(name, async () => {
          const supervisor = newSupervisor();
          figures.push(...(await measure(createWorkbench(shared, supervisor, (service) => pids[service]))));
          await supervisor.stop();
        });
      }
    }
    for (const [name, measure] of Object.entries(measuresAlone).filter(([each]) => isWanted(each))) {
      await showStep(name, async () => {
        figures.push(...(await measure(path.join(directory, name))));
      });
    }
  };
  const cleanUp = async () => {
    for (const supervisor of supervisors.toReversed()) await supervisor.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const { asked } = await runUntilAsked(work, cleanUp);
  if (asked) throw new Problem("Stopped before the end.");

  console.log(`\n${toTable(figures).join("\n")}\n\n${describeMachine()}`);
  if (values.write) {
    const run = { figures, measures: names.filter(isWanted), where: describeMachine() };
    await writeFile(resultsFile, updateResults(await readFile(resultsFile, "utf8"), run));
  }
}

/** What every measure needs: builds, a database server, and Stripe's test mode, whose webhooks the bench sends itself. */
async function prepare(supervisor: Supervisor, directory: string, minutes: number): Promise<Shared> {
  const plan = await planTestStack(directory, { throwaway: false });
  await showStep("production builds", async () => {
    if (!(await buildIsFresh())) await buildApp(supervisor);
    await buildFloor(supervisor);
  });
  await showStep("database and Stripe emulator", async () => {
    await supervisor.keepUp(plan.services.postgres);
    const keys = plan.secrets.stripe;
    const port = Number(new URL(plan.emulatorUrl).port);
    // Without the app's address: no webhook comes but those of the bench.
    await supervisor.keepUp(emulatorService({ port, keys, directory: path.join(directory, "emulator") }));
  });
  return { ...plan, directory, minutes };
}

function describeMachine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? "unknown processor";
  const day = new Date().toISOString().slice(0, 10);
  return `${model}, ${cores.length} cores, ${gigabytes} GB, Node ${process.versions.node}, ${day}`;
}

await runCommand(main);
