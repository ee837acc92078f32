// `bootstrap.mjs scripts/commands/demo.ts …`: runs a program of ours on any machine with Node ≥ 20.9 and npm: installs the packages when they are missing or
// older than the lock file, generates the database client when it is missing or older than the schema, and hands over
// to the Node 24 that came with the packages. What would stop the command anyway, a port in use for one, is said before all
// that. Plain JavaScript that imports no package: it runs before there are any.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { npmCommand } from "../process/npm.mjs";
import { Problem } from "../process/problem.mjs";
import { assertPortsFree, demoPorts } from "../stack/demo-ports.mjs";
import { postgresAccount } from "../stack/postgres-account.mjs";

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..", "..");
const inRoot = (...names) => path.join(root, ...names);
const [program = "", ...args] = process.argv.slice(2);

const [major, minor] = process.versions.node.split(".").map(Number);

/** Whether the Node that runs this could run everything: it reads TypeScript, and every package supports it. */
const isRecent = major > 22 || (major === 22 && minor >= 18);

/** The PATH on which `node` comes first. */
const pathWith = (node) => `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}`;

/** The fingerprint of files; missing ones count as empty. */
function fingerprint(...files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(existsSync(file) ? readFileSync(file) : "").update("\0");
  return hash.digest("hex");
}

/** Does `work` unless the stamp says that it was done for exactly these sources; tells how long it takes. */
async function onceFor(sources, stamp, title, work) {
  const wanted = fingerprint(...sources);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const startedAt = Date.now();
  const tell = (what) => console.log(`  ${what}  ${Math.round((Date.now() - startedAt) / 1000)} s`);
  // Gone until the work is done: what is half-made is trusted by nobody, also not when the sources are again what they were.
  rmSync(stamp, { force: true });
  tell(`… ${title}`);
  const timer = setInterval(() => tell(`… ${title}`), 10_000);
  await work();
  clearInterval(timer);
  writeFileSync(stamp, wanted);
  tell(`✓ ${title}`);
}

/** Calls `tell` with every signal that asks this process to end, until the function it returns is called. */
function whenAsked(tell) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, tell);
  // npm that is killed cannot pass that on, but this process then gets another parent.
  const parent = process.ppid;
  const isNpms = process.env.npm_lifecycle_event !== undefined;
  const timer = setInterval(() => isNpms && process.ppid !== parent && tell("SIGTERM"), 250).unref();
  return () => {
    clearInterval(timer);
    for (const signal of signals) process.off(signal, tell);
  };
}

/** How long what is asked to end may take. */
const stopDeadlineMs = 6_000;

/**
 * Runs a program to its end; shows what it printed only when it fails, and then ends this process, too. Asked to end meanwhile, it
 * ends the program with all that this has started first.
 */
function run(program, programArgs, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, programArgs, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, which is ended as a whole.
      detached: true,
    });
    let asked = false;
    const forget = whenAsked(() => {
      if (!asked) setTimeout(() => sendToGroup(child, "SIGKILL"), stopDeadlineMs).unref();
      asked = true;
      sendToGroup(child, "SIGTERM");
    });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("error", (error) => fail(`${program} could not be started: ${error.message}`));
    // Once everything that holds its output has ended.
    child.on("close", (code) => {
      forget();
      sendToGroup(child, "SIGKILL");
      if (asked) fail("Stopped before the end.");
      else if (code === 0) resolve();
      else fail(`${Buffer.concat(output).toString().trim()}\n\n${path.basename(program)} ended with code ${code}.`);
    });
  });
}

function sendToGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // There is nobody left in it.
  }
}

/**
 * Installs the packages, and leaves the lock file alone, which an older npm would rewrite. Of their install scripts only those
 * run that `allowScripts` in package.json allows: an older npm does not know that field, and one of the others refuses Node
 * below 20.19.
 */
async function installPackages() {
  await npm(process.execPath, "install", "--no-save", "--ignore-scripts", "--include=dev");
  const { allowScripts } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  await npm(process.execPath, "rebuild", "--ignore-scripts=false", ...allowed);
  // npm leaves out optional packages that do not support the Node it runs on, without a word. Node 24 fetches them.
  if (!isRecent) await npm(node24(), "install", "--no-save", "--ignore-scripts", "--include=dev");
}

/** Runs npm on `node`. */
function npm(node, ...npmArgs) {
  const [program, ...first] = npmCommand(node);
  const env = node === process.execPath ? {} : { PATH: pathWith(node) };
  return run(program, [...first, ...npmArgs, "--no-audit", "--no-fund", "--loglevel=error"], env);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function node24() {
  const installed = inRoot("node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(installed)) return installed;
  if (isRecent) return process.execPath;
  return fail(
    "Node 24, which comes with the packages, is not there.\n" +
      "Run `npm rebuild node --ignore-scripts=false`, or use Node 22.18 or newer yourself.",
  );
}

/** Gives the process to the command: its output, its exit code, and every signal. */
function handOver(node) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", PATH: pathWith(node) };
  // The channel tells the command when this process is killed, so that it ends, too.
  const stdio = ["inherit", "inherit", "inherit", "ipc"];
  const child = spawn(node, [inRoot(program), ...args], { cwd: root, env, stdio });
  whenAsked((signal) => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** Throws a `Problem` for what the command would fail of after the packages are installed. */
async function assertCanRun() {
  const dataDirectory = path.resolve(process.env.DATA_DIR || inRoot(".data"));
  const command = path.basename(program, ".ts");
  if (command !== "doctor") await postgresAccount(root, dataDirectory);
  if (command !== "demo" && command !== "dev-stripe") return;

  const { emulator, ...ports } = demoPorts(process.env);
  const own = command === "demo" ? { ...ports, emulator } : ports;
  // What a killed run left may hold them still: the command ends that first, and then looks itself.
  const lock = path.join(dataDirectory, command === "demo" ? "" : "stripe", "run.lock");
  if (!existsSync(lock)) await assertPortsFree(own);
}

if (!existsSync(inRoot(program))) fail(`There is no ${program}.`);
await assertCanRun().catch((error) => {
  if (error instanceof Problem) fail(error.message);
  throw error;
});

await onceFor(
  [inRoot("package.json"), inRoot("package-lock.json"), inRoot("stripe-emulator", "package.json")],
  inRoot("node_modules", ".installed-from"),
  "packages from npm (a minute or two the first time)",
  installPackages,
);
const node = node24();
await onceFor(
  [inRoot("prisma", "schema.prisma"), inRoot("package-lock.json")],
  inRoot("prisma", "generated", ".generated-from"),
  "database client",
  // Without the variable Prisma downloads an engine, which generating does not need.
  () =>
    run(node, [inRoot("node_modules", "prisma", "build", "index.js"), "generate"], {
      PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true",
    }),
);
handOver(node);
