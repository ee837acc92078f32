import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { open, rename, rm } from "node:fs/promises";
import { freemem } from "node:os";
import { promisify } from "node:util";
import type { Service } from "../../scripts/process/supervisor.ts";
import { postgresService } from "../../scripts/stack/postgres.ts";
import { until } from "../../testkit/until.ts";
import type { Environment } from "../support/environment.ts";
import { openWithEvents, submit } from "../support/people.ts";
import type { ManagedProcess } from "../support/process.ts";
import { NotHere, type Scenario } from "../support/scenario.ts";
import { beginLoad, beginProbes, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

const run = promisify(execFile);

/** What the small disk has beside what is on it already. */
const roomMb = 64;

/** PostgreSQL has no room left: first none for its tables, then none for its log either, without which it cannot run. */
export const fullDisk: Scenario = {
  name: "R12",
  title: "PostgreSQL's disk full under load",
  run: async (environment) => {
    if (process.platform !== "linux") throw new NotHere("only Linux has disks of one process's own");
    const { directory } = environment.database;
    await environment.worker.stop();
    await environment.postgres.stop();
    const { stdout } = await run("du", ["-sm", directory]);
    const sizeMb = Number.parseInt(stdout, 10) + roomMb;
    const disk = environment.manage(smallDisk(directory, sizeMb));
    let postgres: ManagedProcess | null = null;
    try {
      if (freemem() < 2 * sizeMb * 2 ** 20) throw new NotHere(`there are no ${2 * sizeMb} MB of free memory`);
      await disk.start().catch(() => {
        throw new NotHere("it needs root, or a system where users may have namespaces of their own");
      });
      postgres = environment.manage(await postgresOn(environment, disk));
      await postgres.start();
      await environment.worker.start();
      return [
        `a disk of ${sizeMb} MB, ${roomMb} MB of it free at first`,
        ...(await filled(environment, ballastOn(disk, directory))),
      ];
    } finally {
      await environment.worker.stop();
      if (postgres) {
        await postgres.stop();
        // What was written meanwhile goes back to where the other scenarios expect it.
        await run("cp", ["-a", `${seenFrom(disk)}${directory}/.`, `${directory}.back`]);
        await rm(directory, { recursive: true });
        await rename(`${directory}.back`, directory);
      }
      await disk.stop();
      await environment.postgres.start();
      await environment.worker.start();
    }
  },
};

async function filled(environment: Environment, ballast: string): Promise<string[]> {
  const { sessionIds, events: known } = await openWithEvents(environment, 10);
  const load = beginLoad(environment, {
    perSecond: 50,
    next: () => eventLike(environment, environment.random.pick(known)),
  });
  await until("the load runs", async () => load.answers.length > 20, 30_000);

  const refuse = async (what: string) => {
    const from = load.answers.length;
    const refusedBefore = load.refused();
    const endProbes = beginProbes(environment);
    await until(`webhooks are refused, ${what}`, async () => load.refused() - refusedBefore >= 100, 60_000);
    const ready = await fetch(`${environment.appUrl}/api/health/ready`);
    assert(ready.status === 200 || ready.status === 503, `ready says ${ready.status}, ${what}`);
    const answers = load.answers.slice(from);
    const odd = answers.filter(({ status }) => status !== 503 && status !== 200).map(({ status }) => status ?? "cut");
    assert(odd.length === 0, `${what}, webhooks were answered ${[...new Set(odd)].join(", ")}`);
    const slowest = await endProbes(answers);
    const refused = answers.filter(({ status }) => status === 503).length;
    return `${what}: ${refused} × 503 and ${answers.length - refused} × 200, ${slowest}; ready says ${ready.status}`;
  };
  const said: string[] = [];
  try {
    await fillWith(ballast);
    for (const id of sessionIds.slice(0, 5)) await submit(environment, id, "verified");
    said.push(await refuse("no room for tables"));
    await exhaustLog(environment);
    for (const id of sessionIds.slice(5)) await submit(environment, id, "verified");
    said.push(await refuse("none for the log, and PostgreSQL down"));
  } finally {
    await rm(ballast);
  }
  const backMs = await until(
    "web is ready again",
    async () => (await fetch(`${environment.appUrl}/api/health/ready`)).ok,
    60_000,
  );
  const made = await load.finish(120_000);
  await settle(environment);
  return [
    ...said,
    `ready ${(backMs / 1000).toFixed(1)} s after there was room again; all ${made} events acknowledged in the end`,
  ];
}

/** Writes until not a page is left. */
async function fillWith(ballast: string): Promise<void> {
  const file = await open(ballast, "w");
  try {
    for (const size of [2 ** 20, 2 ** 12]) {
      const portion = Buffer.alloc(size, 1);
      await (async () => {
        for (;;) await file.write(portion);
      })().catch((error: unknown) => {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      });
    }
  } finally {
    await file.close();
  }
}

/** Uses up the files that PostgreSQL keeps ready for its log, until it must make one and cannot. */
async function exhaustLog(environment: Environment): Promise<void> {
  await until(
    "PostgreSQL stops for want of its log",
    () =>
      environment.sql.query("select txid_current(), pg_switch_wal()").then(
        () => false,
        () => true,
      ),
    60_000,
  );
}

const asRoot = process.getuid?.() === 0;

/**
 * A disk in memory over a directory, with what was in it, which only processes that join it see; it is gone with the
 * process that holds it, however that ends.
 */
function smallDisk(directory: string, sizeMb: number): Service {
  const script = `mkdir "$1.small" && mount -t tmpfs -o size=${sizeMb}m,mode=700 none "$1.small" &&
    cp -a "$1/." "$1.small" && mount --bind "$1.small" "$1" && echo mounted && exec sleep infinity`;
  return {
    name: "disk",
    command: "unshare",
    args: [...(asRoot ? [] : ["--user", "--map-root-user"]), "--mount", "sh", "-c", script, "sh", directory],
    env: process.env,
    ready: async (output) => output.includes("mounted"),
  };
}

/** PostgreSQL with its data on that disk, as the user that it is elsewhere: it refuses to run as root. */
async function postgresOn(environment: Environment, disk: ManagedProcess): Promise<Service> {
  const { uid, gid, ...service } = await postgresService(environment.database);
  const join = ["--target", String(disk.pid()), "--mount", ...(asRoot ? [] : ["--user", "--preserve-credentials"])];
  const rootAs = uid === undefined ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
  const become = asRoot ? rootAs : ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"];
  return { ...service, command: "nsenter", args: [...join, "--", ...become, service.command, ...service.args] };
}

const seenFrom = (disk: ManagedProcess) => `/proc/${disk.pid()}/root`;

const ballastOn = (disk: ManagedProcess, directory: string) => `${seenFrom(disk)}${directory}/ballast`;
