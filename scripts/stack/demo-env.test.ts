import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Problem } from "../process/command.ts";
import { readSecrets } from "./demo-env.ts";

let data: string;
const file = () => path.join(data, "secrets.json");
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), "demo-env-"));
});
afterEach(() => rm(data, { recursive: true }));

test("secrets are made up once, for their owner only, and then kept", async () => {
  const secrets = await readSecrets(data);
  expect(await readSecrets(data)).toEqual(secrets);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await readdir(data)).toEqual(["secrets.json"]);
});

test("a start that is stopped while it writes the secrets leaves none that the next would trust", async () => {
  const code = `import { readSecrets } from ${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, "demo-env.ts")))};
    await readSecrets(process.argv[1]);`;
  // A limit of the shell on how long files may become: the file is made, and not a byte is written.
  const node = [process.execPath, "--input-type=module", "--eval", code, data];
  const stopped = spawnSync("sh", ["-c", 'ulimit -f 0; exec "$@"', "sh", ...node], { encoding: "utf8" });
  expect(stopped.status).not.toBe(0);
  const secrets = await readSecrets(data);
  expect(Buffer.from(secrets.piiKey, "base64")).toHaveLength(32);
  expect(await readSecrets(data)).toEqual(secrets);
});

test.each(["", '{"databasePassword":'])(
  "secrets that are damaged, %j, are said to be, and not made anew",
  async (text) => {
    await writeFile(file(), text);
    const reading = readSecrets(data);
    await expect(reading).rejects.toThrow(Problem);
    await expect(reading).rejects.toThrow(`${file()} is damaged`);
    await expect(readSecrets(data)).rejects.toThrow("is damaged");
  },
);

test("data whose secrets are missing get no new ones, with which nobody could read them", async () => {
  await mkdir(path.join(data, "postgres"));
  await expect(readSecrets(data)).rejects.toThrow(`${file()} is missing`);
  expect(await readdir(data)).toEqual(["postgres"]);
});
