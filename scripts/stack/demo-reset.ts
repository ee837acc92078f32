import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** What a demo keeps; beside it lie the data of `dev:stripe` and of tests. */
const kept = ["postgres", "emulator", "logs", "secrets.json", "seeded"];

/**
 * Removes what a demo keeps in its data folder, if asked to or if an earlier run that was asked to did not come to the end:
 * some of it without the rest is no demo. Nothing may run on the folder.
 */
export async function resetDemo(dataDirectory: string, asked: boolean): Promise<void> {
  const begun = path.join(dataDirectory, "resetting");
  if (asked) await writeFile(begun, "");
  if (!existsSync(begun)) return;
  await Promise.all(kept.map((name) => rm(path.join(dataDirectory, name), { recursive: true, force: true })));
  await rm(begun);
}
