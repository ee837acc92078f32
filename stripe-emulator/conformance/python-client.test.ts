import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { defaultOptions } from "../src/options.ts";
import { startEmulator } from "../src/start.ts";

const run = promisify(execFile);
const python = await findPython();
const where = python ? "" : " (not here: there is no python3 with the package stripe, python3-stripe in Debian)";

describe.skipIf(python === null)(`the official client for Python, as it comes${where}`, () => {
  let outcomes: Record<string, string | null>;
  beforeAll(async () => {
    outcomes = python ? await drive(python) : {};
  });

  test.each([
    ["booleans in its own spelling", "booleans"],
    ["lists in nested maps", "nested_lists"],
    ["what to expand", "expand"],
    ["metadata, and empty values that unset", "metadata_and_empty_values"],
    ["provided details", "provided_details"],
    ["integers, ranges and pages", "integers_ranges_and_pages"],
    ["cancel and redact", "cancel_and_redact"],
    ["idempotency keys", "idempotency"],
    ["errors as its own classes", "errors"],
    ["versions of the API", "versions"],
    ["customers", "customers"],
    ["uploads and file links", "uploads"],
    ["webhook endpoints and events", "webhooks"],
    ["connected accounts", "accounts"],
    ["their persons", "persons"],
  ])("%s", (_what, name) => {
    expect(Object.keys(outcomes)).toContain(name);
    expect(outcomes[name]).toBeNull();
  });
});

/** What became of each case of `python-client.py`: null, or how it failed. */
async function drive(interpreter: string): Promise<Record<string, string | null>> {
  const directory = await mkdtemp(path.join(tmpdir(), "python-client-"));
  const emulator = await startEmulator({ port: 0 });
  try {
    const picture = path.join(directory, "evidence.png");
    const drawing = { width: 8, height: 8, channels: 3 as const, background: "white" };
    await writeFile(picture, await sharp({ create: drawing }).png().toBuffer());
    const { secretKey, restrictedKey } = defaultOptions.keys;
    const program = path.join(import.meta.dirname, "python-client.py");
    const { stdout } = await run(interpreter, [program, emulator.url, secretKey, restrictedKey, picture]);
    return JSON.parse(stdout);
  } finally {
    await emulator.close();
    await rm(directory, { recursive: true });
  }
}

/** A Python that has the client, the system's for one; null where there is none. */
async function findPython(): Promise<string | null> {
  for (const candidate of ["python3", "/usr/bin/python3"]) {
    const found = await run(candidate, ["-c", "import stripe"]).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  return null;
}
