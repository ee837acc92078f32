import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readArguments } from "../process/arguments.ts";
import { Misuse, Problem, runCommand } from "../process/command.ts";
import { freePort } from "../process/ports.ts";
import { runUntilAsked } from "../process/signals.ts";
import { createSupervisor } from "../process/supervisor.ts";
import { databaseUrl, postgresService } from "../stack/postgres.ts";
import { committedFile, hasUncommitted } from "./committed.ts";
import { filters, migrationsDirectory } from "./migrate.ts";
import { openSchemaEngine } from "./schema-engine.ts";

const SCHEMA = "prisma/schema.prisma";

const howToName = "Name the migration in lower case: npm run db:migration -- add_policy.";

/** `npm run db:migration -- name`: writes the SQL that leads from the committed schema to the one on disk. */
async function main(): Promise<void> {
  const { positionals } = readArguments({ allowPositionals: true }, `Options: none. ${howToName}`);
  const [name = ""] = positionals;
  if (positionals.length !== 1 || !/^[a-z][a-z0-9_]*$/.test(name)) throw new Misuse(howToName);
  if (hasUncommitted(".", "prisma/migrations")) {
    throw new Problem("prisma/migrations holds uncommitted changes; commit them, or remove them to write them anew.");
  }

  const script = await differenceBetween(committedFile(".", SCHEMA), await readFile(SCHEMA, "utf8"));
  if (script.trim() === "" || script.includes("This is an empty migration")) {
    throw new Problem("The schema has not changed since the last commit.");
  }

  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const directory = path.join(migrationsDirectory, `${stamp}_${name}`);
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, "migration.sql"), script);
  await writeFile(path.join(migrationsDirectory, "migration_lock.toml"), 'provider = "postgresql"\n');
  console.log(`wrote ${path.relative(process.cwd(), directory)}/migration.sql; add triggers and the like by hand`);
}

async function differenceBetween(from: string | null, to: string): Promise<string> {
  const temporary = await mkdtemp(path.join(tmpdir(), "new-migration-"));
  const options = {
    directory: path.join(temporary, "postgres"),
    port: await freePort(),
    password: randomBytes(16).toString("hex"),
    throwaway: true,
  };
  const supervisor = createSupervisor({ logsDirectory: temporary });
  let script = "";
  const work = async () => {
    await supervisor.keepUp(await postgresService(options));
    const { engine, close } = await openSchemaEngine(databaseUrl(options, "postgres"));
    const result = await engine.diff({
      from: from === null ? { tag: "empty" } : datamodel(from),
      to: datamodel(to),
      script: true,
      exitCode: null,
      filters,
    });
    await close();
    script = result.stdout ?? "";
  };
  const cleanUp = async () => {
    await supervisor.stop();
    await rm(temporary, { recursive: true, force: true });
  };
  const { asked } = await runUntilAsked(work, cleanUp);
  if (asked) throw new Problem("Stopped before the end.");
  return script;
}

function datamodel(content: string) {
  return { tag: "schemaDatamodel" as const, files: [{ path: SCHEMA, content }] };
}

await runCommand(main);
