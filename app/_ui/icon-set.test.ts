import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { iconNames } from "./icon-set";

test("every icon of the set is shown by some page, so that the stylesheet holds no drawing for nothing", async () => {
  const app = path.join(import.meta.dirname, "..");
  const files = (await readdir(app, { recursive: true })).filter((file) => /(?<!\.test|icon-set)\.tsx?$/.test(file));
  const source = (await Promise.all(files.map((file) => readFile(path.join(app, file), "utf8")))).join("\n");
  expect(iconNames.filter((name) => !source.includes(`"${name}"`))).toEqual([]);
});
