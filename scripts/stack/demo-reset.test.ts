import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resetDemo } from "./demo-reset.ts";

let data: string;
const kept = ["emulator", "logs", "postgres", "secrets.json", "seeded"];
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), "demo-reset-"));
  for (const name of ["emulator", "logs", "postgres", "stripe"]) {
    await mkdir(path.join(data, name));
    await writeFile(path.join(data, name, "file"), "");
  }
  for (const name of ["secrets.json", "seeded"]) await writeFile(path.join(data, name), "");
});
afterEach(() => rm(data, { recursive: true }));

/** Resets in a process that may remove nothing but these, so that it stops there. */
function resetUntilStopped(...removable: string[]) {
  const names = ["resetting", ...removable];
  const may = names.map((name) => `--allow-fs-write=${path.join(data, name)}`);
  const code = `import { resetDemo } from ${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, "demo-reset.ts")))};
    await resetDemo(process.argv[1], true);`;
  const args = ["--permission", "--allow-fs-read=*", ...may, "--input-type=module", "--eval", code, data];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

test("without being asked a demo keeps its data", async () => {
  await resetDemo(data, false);
  expect((await readdir(data)).sort()).toEqual([...kept, "stripe"].sort());
});

test("a reset leaves nothing of the demo, and what is not the demo's", async () => {
  await resetDemo(data, true);
  expect(await readdir(data)).toEqual(["stripe"]);
});

test.each([[[]], [["seeded"]], [["secrets.json", "logs"]], [["postgres", "emulator"]]])(
  "a reset that was stopped when it had removed %j is brought to its end by the next start",
  async (removed) => {
    const { status, stderr } = resetUntilStopped(...removed);
    expect([status, stderr]).toEqual([1, expect.stringContaining("ERR_ACCESS_DENIED")]);
    expect(await readdir(data)).not.toEqual(["stripe"]);
    await resetDemo(data, false);
    expect(await readdir(data)).toEqual(["stripe"]);
  },
);
