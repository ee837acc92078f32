import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { memoryOptions } from "./services.ts";

test("web and worker of a deployment may grow as large as those of the demo, unless NODE_OPTIONS says otherwise", async () => {
  const { scripts } = JSON.parse(await readFile(path.join(import.meta.dirname, "..", "..", "package.json"), "utf8"));
  const options = `NODE_OPTIONS="${memoryOptions.join(" ")} $NODE_OPTIONS"`;
  expect(scripts.start).toContain(options);
  expect(scripts.worker).toContain(options);
});
