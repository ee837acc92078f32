import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { freePort, freePorts } from "../process/ports.ts";
import { processStamp } from "../process/process-identity.ts";

const root = path.join(import.meta.dirname, "..", "..");
let project: string;
const asked = () => existsSync(path.join(project, "npm-was-asked"));

/** A project of which nothing is installed; its npm only notes that it was asked, and fails. */
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), "bootstrap-"));
  const modules = globSync("scripts/**/*.mjs", { cwd: root });
  for (const name of modules) await cp(path.join(root, name), path.join(project, name));
  await writeFile(path.join(project, "scripts", "commands", "demo.ts"), "");
  const npm = path.join(project, "npm");
  await writeFile(npm, `#!/bin/sh\n: > '${path.join(project, "npm-was-asked")}'\nexit 1\n`);
  await chmod(npm, 0o755);
});

const writeManifest = (folder: string, manifest: object) =>
  writeFile(path.join(project, folder, "package.json"), JSON.stringify(manifest));

afterEach(() => rm(project, { recursive: true }));

/** The words of `demo` on free ports, but for those given, and its environment. */
async function demoOn(ports: Record<string, string>, wrapper: string[] = []) {
  const [app, emulator, mail, smtp, postgres] = await freePorts(5);
  const free = { PORT: app, STRIPE_EMULATOR_PORT: emulator, MAIL_PORT: mail, SMTP_PORT: smtp, PG_PORT: postgres };
  const [command = "", ...args] = [
    ...wrapper,
    process.execPath,
    path.join(project, "scripts", "commands", "bootstrap.mjs"),
    path.join("scripts", "commands", "demo.ts"),
  ];
  const { npm_execpath, DATA_DIR, ...inherited } = process.env;
  const env = { ...inherited, PATH: `${project}:${process.env.PATH}`, ...free, ...ports } as NodeJS.ProcessEnv;
  return { command, args, env };
}

/** Runs `demo`; returns its exit code and what it said. */
async function runDemo(ports: Record<string, string>, wrapper?: string[]): Promise<{ code: number; error: string }> {
  const { command, args, env } = await demoOn(ports, wrapper);
  return promisify(execFile)(command, args, { env }).then(
    () => ({ code: 0, error: "" }),
    ({ code, stderr }) => ({ code, error: stderr }),
  );
}

/** Something else that listens, until the test ends. */
async function listen(host: string): Promise<number> {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  onTestFinished(() => void server.close());
  return port;
}

test("with nothing in the way the packages are installed", async () => {
  await runDemo({});
  expect(asked()).toBe(true);
});

test("of the packages' install scripts the allowed ones run, and no lock file is written", async () => {
  await rm(path.join(project, "npm")); // so that npm itself is asked
  await mkdir(path.join(project, "packages", "kettle"), { recursive: true });
  await writeManifest("packages/kettle", {
    name: "kettle",
    version: "1.0.0",
    scripts: { postinstall: "echo > boiled" },
  });
  // As the real one, it would not be installed.
  await mkdir(path.join(project, "packages", "prisma", "build"), { recursive: true });
  await writeManifest("packages/prisma", { name: "prisma", version: "1.0.0", scripts: { preinstall: "exit 1" } });
  await writeFile(path.join(project, "packages", "prisma", "build", "index.js"), "");
  await mkdir(path.join(project, "prisma", "generated"), { recursive: true });
  await writeManifest("", {
    dependencies: { kettle: "file:packages/kettle", prisma: "file:packages/prisma" },
    allowScripts: { "kettle-of-another-platform": true, kettle: true, prisma: false },
  });
  expect(await runDemo({})).toEqual({ code: 0, error: "" });
  expect(existsSync(path.join(project, "packages", "kettle", "boiled"))).toBe(true);
  expect(existsSync(path.join(project, "package-lock.json"))).toBe(false);
});

/** An npm that installs what the rest of a start needs, and notes each time that it was asked to install. */
const installing = `mkdir -p node_modules/prisma/build prisma/generated; : > node_modules/prisma/build/index.js
[ "$1" = install ] && echo >> npm-installed`;
const installed = async () => (await readFile(path.join(project, "npm-installed"), "utf8")).split("\n").length - 1;
/** An npm that writes down itself and what it has started, and lasts. */
const lasting = "sleep 1000 & echo $$ $! > npm-runs.new; mv npm-runs.new npm-runs; wait";
const writeNpm = (script: string) => writeFile(path.join(project, "npm"), `#!/bin/sh\n${script}\nexit 0\n`);

/** Runs `demo` until its npm lasts, and then has `end` end it; returns what became of it and of what npm was. */
async function interruptDemo(end: (demo: ChildProcess) => void) {
  const { command, args, env } = await demoOn({});
  const demo = spawn(command, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let error = "";
  demo.stderr.on("data", (chunk) => {
    error += chunk;
  });
  const runs = path.join(project, "npm-runs");
  await vi.waitUntil(() => existsSync(runs), { timeout: 20_000 });
  const pids = (await readFile(runs, "utf8")).trim().split(" ").map(Number);
  const left = () => pids.filter((pid) => processStamp(pid) !== null);
  onTestFinished(() => {
    for (const pid of left()) process.kill(pid, "SIGKILL");
  });
  await rm(runs);
  const closed = once(demo, "close");
  end(demo);
  const [code] = await closed;
  return { code, error, left: left().length };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s while the packages are installed ends npm and all it started, and says so",
  async (signal) => {
    await writeNpm(lasting);
    const stopped = await interruptDemo((demo) => demo.kill(signal));
    expect(stopped).toEqual({ code: 1, error: "Stopped before the end.\n", left: 0 });
  },
);

test("packages whose installation was stopped are installed anew, also when what is wanted is again what was there before", async () => {
  await writeManifest("", { allowScripts: {} });
  await writeNpm(installing);
  expect(await runDemo({})).toEqual({ code: 0, error: "" });
  await runDemo({});
  expect(await installed()).toBe(1);

  await writeManifest("", { allowScripts: {}, version: "2.0.0" });
  await writeNpm(lasting);
  await interruptDemo((demo) => demo.kill("SIGTERM"));

  await writeManifest("", { allowScripts: {} });
  await writeNpm(installing);
  expect(await runDemo({})).toEqual({ code: 0, error: "" });
  expect(await installed()).toBe(2);
});

test.each(["PORT", "STRIPE_EMULATOR_PORT", "MAIL_PORT", "SMTP_PORT", "PG_PORT"])(
  "a port in use, by %s, is said before anything is installed",
  async (variable) => {
    const port = await listen("127.0.0.1");
    const { code, error } = await runDemo({ [variable]: String(port) });
    expect(code).toBe(1);
    expect(error).toMatch(new RegExp(`^Port ${port} is in use.*\\. Choose another: ${variable}=…\\n$`));
    expect(asked()).toBe(false);
  },
);

test("the port after the mail's, in use, is said with its own variable", async () => {
  const port = await listen("127.0.0.1");
  const { error } = await runDemo({ MAIL_PORT: String(port - 1), SMTP_PORT: "" });
  expect(error).toMatch(new RegExp(`^Port ${port} is in use.*: SMTP_PORT=…$`, "m"));
  expect(asked()).toBe(false);
});

test("one port for two is said with both variables, before anything is installed", async () => {
  const [mail = 0] = await freePorts(1);
  const { code, error } = await runDemo({ MAIL_PORT: String(mail), SMTP_PORT: "", PG_PORT: String(mail + 1) });
  expect(code).toBe(1);
  expect(error).toBe(
    `Port ${mail + 1} is meant by two: SMTP_PORT (not set: MAIL_PORT + 1) and PG_PORT. ` +
      "Choose another for one of them: SMTP_PORT=… or PG_PORT=…\n",
  );
  expect(asked()).toBe(false);
});

test.each([
  ["PORT", "web"],
  ["PG_PORT", "0"],
  ["STRIPE_EMULATOR_PORT", "65536"],
])("%s=%s is no port", async (variable, text) => {
  expect((await runDemo({ [variable]: text })).error).toBe(`${variable} must be a port number from 1 to 65535.\n`);
  expect(asked()).toBe(false);
});

test("a mail port without a port after it is said", async () => {
  const { error } = await runDemo({ MAIL_PORT: "65535", SMTP_PORT: "" });
  expect(error).toBe("SMTP_PORT must be a port number from 1 to 65535.\n");
});

test("ports that a killed run may still hold are left to the command, which ends that run first", async () => {
  const port = await listen("127.0.0.1");
  await mkdir(path.join(project, ".data"));
  await writeFile(path.join(project, ".data", "run.lock"), "{}");
  await runDemo({ PORT: String(port) });
  expect(asked()).toBe(true);
});

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? "root" : "root (not tried: this run is an ordinary user)";
test.runIf(isRoot)(
  `${asRoot}, in a closed folder and unable to keep the capability to enter it, is told before anything is installed`,
  async () => {
    // mkdtemp made the folder for its owner only.
    const { code, error } = await runDemo({}, ["setpriv", "--bounding-set=-dac_override", "--"]);
    expect(code).toBe(1);
    expect(error).toMatch(
      /^PostgreSQL does not run as root but as \w+, who may not enter .*an ordinary user, or from .*\n$/,
    );
    expect(asked()).toBe(false);
  },
);
