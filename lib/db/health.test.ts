import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { latestMigration } from "@/lib/db/health";

test("this build expects the newest migration there is", () => {
  const folders = readdirSync(path.join(import.meta.dirname, "..", "..", "prisma", "migrations"), {
    withFileTypes: true,
  });
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  expect(names.sort().at(-1)).toBe(latestMigration);
});
