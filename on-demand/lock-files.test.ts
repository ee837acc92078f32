import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { npmCommand } from "../scripts/process/npm.mjs";

const root = path.join(import.meta.dirname, "..");
const onDemand = ["on-demand/browser", "on-demand/stripe-cli"];

test.each([".", ...onDemand])("npm ci accepts the lock file of %s as complete", async (folder) => {
  // A copy, so that nothing that is installed can be touched.
  const copy = await mkdtemp(path.join(tmpdir(), "lock-file-"));
  onTestFinished(() => rm(copy, { recursive: true }));
  for (const file of ["package.json", "package-lock.json"]) {
    await cp(path.join(root, folder, file), path.join(copy, file));
  }
  await cp(path.join(root, "stripe-emulator", "package.json"), path.join(copy, "stripe-emulator", "package.json"));
  const [npm, ...args] = npmCommand();
  const flags = ["--dry-run", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await promisify(execFile)(npm, [...args, "ci", `--prefix=${copy}`, ...flags], { cwd: copy });
});

test("each package with an install script is allowed to run it or refused", async () => {
  const read = async (file: string) => JSON.parse(await readFile(path.join(root, file), "utf8"));
  const { allowScripts } = await read("package.json");
  const { packages } = await read("package-lock.json");
  const places = Object.keys(packages).filter((place) => packages[place].hasInstallScript);
  const names = new Set(
    places.map((place) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length)),
  );
  expect(Object.keys(allowScripts).sort()).toEqual([...names].sort());
});

test.each(onDemand)("%s pins all that it installs, by version and by content", async (folder) => {
  const read = async (file: string) => JSON.parse(await readFile(path.join(root, folder, file), "utf8"));
  const { dependencies = {}, optionalDependencies = {} } = await read("package.json");
  const { "": itself, ...packages } = (await read("package-lock.json")).packages;
  const asked = Object.entries({ ...dependencies, ...optionalDependencies });
  expect(asked.length).toBeGreaterThan(0);
  for (const [dependency, version] of asked) expect(packages[`node_modules/${dependency}`]).toMatchObject({ version });
  for (const pinned of Object.values(packages)) {
    expect(pinned).toMatchObject({ integrity: expect.stringMatching(/^sha512-/) });
  }
});
