import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { processStamp } from "./process-identity.ts";
import { removeLeftovers, takeRunLock, takeTemporaryDirectory } from "./run-lock.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";

let directory: string;
let supervisor: Supervisor;
let started: number[];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "processes-"));
  started = [];
  supervisor = createSupervisor({ logsDirectory: directory, onStart: (_name, pid) => started.push(pid) });
});

afterEach(async () => {
  await supervisor.stop();
  await rm(directory, { recursive: true, force: true });
});

const script = (source: string) => ({
  name: "script",
  command: process.execPath,
  args: ["--eval", source],
  env: process.env,
  ready: async (output: string) => output.includes("ready"),
});
const lasting = script("console.log('ready'); setInterval(() => {}, 1000)");
const isAlive = (pid: number | undefined) => pid !== undefined && processStamp(pid) !== null;

test("a service that dies is started again, and none outlives the supervisor", async () => {
  await supervisor.keepUp(lasting);
  process.kill(started[0] ?? 0, "SIGKILL");
  await vi.waitUntil(() => isAlive(started[1]), { timeout: 20_000 });

  await supervisor.stop();
  expect(started.map(isAlive)).toEqual([false, false]);
});

test("a service that ends before it is ready fails with what it last said", async () => {
  const failing = script("console.log('the port is taken'); process.exit(3)");
  await expect(supervisor.keepUp(failing)).rejects.toThrow(
    /script stopped at once \(exit code 3\).*the port is taken/s,
  );
});

test("a process that cannot be noted down, as on a full disk, is ended at once, and none is left when the disk has room again", async () => {
  let isFull = true;
  const alive = () => started.filter(isAlive);
  const onFullDisk = createSupervisor({
    logsDirectory: directory,
    onStart: (_name, pid) => {
      started.push(pid);
      if (isFull) throw new Error("no space left on device");
    },
    onRestart: (message) => {
      if (message.includes("could not be started: no space left")) isFull = false;
    },
  });
  try {
    await expect(onFullDisk.keepUp(lasting)).rejects.toThrow("no space left on device");
    await vi.waitUntil(() => alive().length === 0, { timeout: 20_000 });

    isFull = false;
    await onFullDisk.keepUp(lasting);
    isFull = true;
    process.kill(started[1] ?? 0, "SIGKILL");
    await vi.waitUntil(() => isAlive(started[3]), { timeout: 20_000 });
    await vi.waitUntil(() => alive().length === 1, { timeout: 20_000 });
  } finally {
    await onFullDisk.stop();
    for (const pid of alive()) process.kill(pid, "SIGKILL");
  }
});

test("a program that fails fails with what it last said", async () => {
  await supervisor.run(script(""));
  await expect(supervisor.run(script("throw new Error('no such table')"))).rejects.toThrow("no such table");
});

test("what a program started in its group is gone once the supervisor has stopped, however the program itself ended", async () => {
  // Like Playwright, which ends at once on SIGTERM and leaves its workers; these hold a lot of memory to let go of.
  const worker = "const held = Buffer.alloc(4e8, 1); console.log('worker', process.pid); setInterval(() => held, 1000)";
  const source = `require("node:child_process").spawn(process.execPath, ["--eval", ${JSON.stringify(worker)}], { stdio: "inherit" });
    setInterval(() => {}, 1000);`;
  let pid = 0;
  const running = supervisor.run(script(source), (line) => {
    pid = Number(/^worker (\d+)$/.exec(line)?.[1] ?? pid);
  });
  running.catch(() => {});
  await vi.waitUntil(() => pid > 0, { timeout: 20_000 });

  await supervisor.stop();
  expect(isAlive(pid)).toBe(false);
});

test("a folder that is in use is refused", async () => {
  const lock = await takeRunLock(directory);
  await expect(takeRunLock(directory, 0)).rejects.toThrow(`in use by another run (process ${process.pid})`);
  lock.release();
  (await takeRunLock(directory)).release();
});

test("what a killed run left behind is ended and removed by the next", async () => {
  await supervisor.keepUp(lasting);
  const [child] = started;
  const parent = path.join(directory, "runs");
  const source = `import(process.argv[1]).then(async ({ takeTemporaryDirectory }) => {
    const { lock } = await takeTemporaryDirectory(process.argv[2], "run");
    lock.record("child", Number(process.argv[3]));
    process.exit();
  })`;
  const killed = script(source);
  const args = [...killed.args, path.join(import.meta.dirname, "run-lock.ts"), parent, String(child)];
  await supervisor.run({ ...killed, name: "killed", args });

  const { directory: own, lock } = await takeTemporaryDirectory(parent, "run");
  expect(isAlive(child)).toBe(false);
  expect(path.dirname(own)).toBe(parent);
  lock.release();
});

test("a temporary folder whose run has not taken its lock yet is left alone while that run lives", async () => {
  const parent = path.join(directory, "runs");
  const [own, gone] = [path.join(parent, `run-${process.pid}`), path.join(parent, "run-4194305")]; // above Linux's largest id
  await Promise.all([own, gone].map((each) => mkdir(each, { recursive: true })));
  await removeLeftovers(parent);
  expect(await readdir(parent)).toEqual([path.basename(own)]);
});
