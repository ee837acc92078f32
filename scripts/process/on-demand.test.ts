import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { npmCommand } from "./npm.mjs";
import { installOnDemand, type OnDemand } from "./on-demand.ts";

// npm itself, on a package from a registry on this machine.

const [npm, ...npmArgs] = npmCommand();
let packed: string;
let tarball: Buffer;

beforeAll(async () => {
  packed = await mkdtemp(path.join(tmpdir(), "kettle-"));
  const postinstall = "node -e \"require('fs').writeFileSync('boiled', '')\"";
  const manifest = { name: "kettle", version: "1.0.0", scripts: { postinstall } };
  await writeFile(path.join(packed, "package.json"), JSON.stringify(manifest));
  await promisify(execFile)(npm, [...npmArgs, "pack", "--silent"], { cwd: packed });
  tarball = await readFile(path.join(packed, "kettle-1.0.0.tgz"));
});

afterAll(() => rm(packed, { recursive: true }));

const digest = (content: Buffer) => `sha512-${createHash("sha512").update(content).digest("base64")}`;

let folder: string;
let registry: Server;
let wanted: OnDemand;

beforeEach(async () => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  folder = await mkdtemp(path.join(tmpdir(), "on-demand-"));
  registry = createServer((request, response) => {
    if (request.url?.endsWith(".tgz")) return response.end(tarball);
    const dist = { tarball: `http://${request.headers.host}/kettle.tgz`, integrity: digest(tarball) };
    const versions = { "1.0.0": { name: "kettle", version: "1.0.0", hasInstallScript: true, dist } };
    return response.end(JSON.stringify({ name: "kettle", "dist-tags": { latest: "1.0.0" }, versions }));
  });
  await once(registry.listen(0, "127.0.0.1"), "listening");
  // A TCP server that listens has an AddressInfo.
  const { port } = registry.address() as AddressInfo;
  vi.stubEnv("npm_config_registry", `http://127.0.0.1:${port}/`);
  vi.stubEnv("npm_config_cache", path.join(folder, "npm-cache"));
  vi.stubEnv("npm_config_fetch_retries", "0");

  wanted = {
    source: path.join(folder, "kettle"),
    title: "A kettle",
    instead: "use a pot",
    program: "node_modules/kettle/package.json",
  };
  await mkdir(wanted.source);
  await writeSource("package.json", { dependencies: { kettle: "1.0.0" } });
  await pin(digest(tarball));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await closeRegistry();
  await rm(folder, { recursive: true });
});

function closeRegistry(): Promise<unknown> {
  registry.closeAllConnections();
  return new Promise((resolve) => registry.close(resolve));
}

const writeSource = (file: string, content: object) =>
  writeFile(path.join(wanted.source, file), JSON.stringify(content));

/** Writes the lock file; `more` makes it another one. */
function pin(integrity: string, more: object = {}): Promise<void> {
  const kettle = { version: "1.0.0", integrity, hasInstallScript: true };
  const packages = { "": { dependencies: { kettle: "1.0.0" } }, "node_modules/kettle": kettle };
  return writeSource("package-lock.json", { lockfileVersion: 3, requires: true, packages, ...more });
}

/** Where the tests install; what is whole there, and what somebody is still making. */
const cache = () => path.join(folder, "cache");
const whole = () => readdir(path.join(cache(), "on-demand")).catch(() => []);
const unfinished = () => readdir(path.join(cache(), "on-demand-new"));

/** A process of its own that installs, and does `prepare` with what npm has brought. */
function installElsewhere(prepare: string) {
  const script = `
    const { installOnDemand } = await import(${JSON.stringify(path.join(import.meta.dirname, "on-demand.ts"))});
    const prepare = async () => { ${prepare} };
    await installOnDemand({ ...${JSON.stringify(wanted)}, prepare }, ${JSON.stringify(cache())});`;
  return spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: ["pipe", "pipe", "inherit"] });
}

test("a package is installed as its lock file says, once, and its install scripts do not run", async () => {
  const directory = await installOnDemand(wanted, cache());
  expect(existsSync(path.join(directory, wanted.program))).toBe(true);
  expect(existsSync(path.join(directory, "node_modules", "kettle", "boiled"))).toBe(false);
  expect(vi.mocked(console.log).mock.calls.join("\n")).toContain("✓ A kettle");

  await closeRegistry();
  expect(await installOnDemand({ ...wanted }, cache())).toBe(directory);
  const again = installElsewhere("throw new Error('this was installed before')");
  expect(await once(again, "exit")).toEqual([0, null]);
});

test("another lock file is another installation", async () => {
  const before = await installOnDemand(wanted, cache());
  await pin(digest(tarball), { name: "on-demand-kettle" });
  expect(await installOnDemand(wanted, cache())).not.toBe(before);
  expect(await whole()).toHaveLength(2);
});

test("processes that install at the same time do not meet, and leave one whole folder", async () => {
  // Each says when it has what npm brought, and goes on only when all have.
  const prepare = "console.log('here'); await new Promise((resolve) => process.stdin.once('data', resolve));";
  const processes = [installElsewhere(prepare), installElsewhere(prepare)];
  await Promise.all(processes.map(({ stdout }) => once(stdout, "data")));
  for (const { stdin } of processes) stdin.end("go on\n");
  expect(await Promise.all(processes.map((child) => once(child, "exit")))).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(await whole()).toHaveLength(1);
  expect(await unfinished()).toEqual([]);
});

test("what a killed process has left half-made is no installation, and goes with the next", async () => {
  const killed = installElsewhere("console.log('here'); setInterval(() => {}, 1_000); await new Promise(() => {});");
  await once(killed.stdout, "data");
  killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(await whole()).toEqual([]);
  expect(await unfinished()).toHaveLength(1);

  expect(existsSync(path.join(await installOnDemand(wanted, cache()), wanted.program))).toBe(true);
  expect(await unfinished()).toEqual([]);
});

describe("a problem that says what to do instead, and nothing is left, when", () => {
  const fails = async (reason: string) => {
    const installation = installOnDemand(wanted, cache());
    await expect(installation).rejects.toThrow("A kettle: it could not be installed.");
    await expect(installation).rejects.toThrow(reason);
    await expect(installation).rejects.not.toThrow(/^npm .* at /m);
    await expect(installation).rejects.toThrow("when the network is there, or use a pot.");
    expect([await whole(), await unfinished()]).toEqual([[], []]);
  };

  test("what came is not what the lock file pins", async () => {
    await pin(digest(Buffer.from("another kettle")));
    await fails("EINTEGRITY");
  });

  test("nobody answers", async () => {
    await closeRegistry();
    await fails("ECONNREFUSED");
  });

  test("npm leaves out an optional package and is content", async () => {
    wanted.program = "node_modules/lid/package.json";
    await fails("npm left out node_modules/lid/package.json");
  });
});

test("what failed is tried again by the next who asks", async () => {
  const failing = { ...wanted, prepare: () => Promise.reject(new Error("the disk is full")) };
  await expect(installOnDemand(failing, cache())).rejects.toThrow("the disk is full");
  expect(existsSync(await installOnDemand(wanted, cache()))).toBe(true);
});
