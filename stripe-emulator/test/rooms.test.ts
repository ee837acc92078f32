import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "..", "src");

/** Every folder of `src`, and every file beside them, from the top down: each imports from those below it only. */
const rooms = [
  "start.ts",
  "server.ts",
  "options.ts",
  "resources.ts",
  "control",
  "hosted",
  "browser",
  "messages",
  "identity",
  "files",
  "customers",
  "accounts",
  "requirements",
  "cli",
  "webhooks",
  "pictures",
  "http",
  "faults",
  "clock",
  "store",
  "records",
  "random.ts",
  "ids.ts",
  "api-version.ts",
];

const imports = readImports();
const roomOf = (file: string) => file.split("/")[0] ?? file;

test("every room of the source has its place", () => {
  expect([...rooms].sort()).toEqual([...new Set([...imports.keys()].map(roomOf))].sort());
});

test("imports between rooms point down", () => {
  const climbing = [...imports].flatMap(([file, imported]) =>
    imported
      .filter((other) => roomOf(other) !== roomOf(file))
      .filter((other) => rooms.indexOf(roomOf(other)) <= rooms.indexOf(roomOf(file)))
      .map((other) => `${file} → ${other}`),
  );
  expect(climbing).toEqual([]);
});

test("no import leads back to its own file", () => {
  expect([...imports.keys()].filter((file) => reachableFrom(file).has(file))).toEqual([]);
});

/** The files of the source with what each imports of the others, by types alone included. */
function readImports(): Map<string, string[]> {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(source, file), "utf8");
      const paths = Array.from(text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g), (match) => `${match[1]}`);
      return [file, paths.map((path) => relative(source, join(source, dirname(file), path)))];
    }),
  );
}

function reachableFrom(file: string): Set<string> {
  const reached = new Set<string>();
  const follow = (from: string) => {
    for (const next of imports.get(from) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      follow(next);
    }
  };
  follow(file);
  return reached;
}
