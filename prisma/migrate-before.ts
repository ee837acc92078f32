import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate, migrationsDirectory } from "../scripts/commands/migrate.ts";

/** Applies every migration before this one, as a build of before did. */
export async function migrateBefore(databaseUrl: string, first: string): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "migrations-"));
  try {
    for (const name of await readdir(migrationsDirectory)) {
      if (name < first || name.endsWith(".toml")) {
        await cp(path.join(migrationsDirectory, name), path.join(directory, name), { recursive: true });
      }
    }
    await migrate(databaseUrl, directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}
