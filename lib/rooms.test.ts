import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";

const lib = import.meta.dirname;

/** The files of lib, tests aside, whose text fits; by their paths in lib. */
async function filesWith(pattern: RegExp): Promise<string[]> {
  const names = await readdir(lib, { recursive: true });
  const sources = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const found = sources.map(async (name) => pattern.test(await readFile(path.join(lib, name), "utf8")) && name);
  return (await Promise.all(found)).filter((name) => name !== false).sort();
}

test("the queue's tables and functions are named in lib/jobs alone", async () => {
  const outside = (await filesWith(/graphile_worker/)).filter((name) => !name.startsWith("jobs/"));
  expect(outside).toEqual([]);
});

test("webhook events are written in lib/events alone", async () => {
  const writes = /(insert into|update|delete from)\s+stripe_event\b|stripeEvent\.(create|update|upsert|delete)/;
  const outside = (await filesWith(writes)).filter((name) => !name.startsWith("events/"));
  expect(outside).toEqual([]);
});
