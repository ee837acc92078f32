import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Kind } from "../records.ts";

/** Every kind of object has a table of its own; the properties named here are indexed for lookups and list filters. */
const objectTables: Record<Kind, readonly string[]> = {
  verification_session: ["client_reference_id"],
  verification_report: ["verification_session", "client_reference_id"],
  verification_flow: ["token"],
  file: ["internal.verificationSession"],
  file_link: ["file", "internal.token"],
  event: ["data.object.id"],
  webhook_endpoint: [],
};

const otherTables = `
  create table if not exists setting (name text primary key, value text not null) strict;

  create table if not exists start_token (
    token text primary key,
    verification_session text not null,
    created_at_ms integer not null,
    consented integer not null default 0,
    used integer not null default 0
  ) strict;
  create index if not exists start_token_session on start_token (verification_session, created_at_ms);

  create table if not exists idempotent_request (
    account text not null,
    key text not null,
    fingerprint text not null,
    status integer not null,
    body text not null,
    created_at_ms integer not null,
    primary key (account, key)
  ) strict;
  create index if not exists idempotent_request_age on idempotent_request (created_at_ms);

  create table if not exists task (
    id integer primary key,
    due_at_ms integer not null,
    kind text not null,
    subject text not null
  ) strict;
  create index if not exists task_due on task (due_at_ms, id);

  create table if not exists delivery (
    id integer primary key,
    event text not null,
    endpoint text not null,
    state text not null,
    attempts integer not null default 0,
    next_attempt_at_ms integer not null,
    unique (event, endpoint)
  ) strict;
  create index if not exists delivery_due on delivery (next_attempt_at_ms, id) where state = 'pending';

  create table if not exists attempt (
    id integer primary key,
    event text not null,
    endpoint text not null,
    url text not null,
    number integer not null,
    cause text not null,
    sent_at_ms integer not null,
    duration_ms integer not null,
    signature text,
    status integer,
    error text,
    answer text
  ) strict;
  create index if not exists attempt_event on attempt (event);
`;

/** `a.b` as the SQL that reads that property of a stored document. */
export function propertySql(property: string): string {
  return `document ->> '$.${property}'`;
}

/** The one SQLite file (or memory) all state lies in. Every statement is prepared once. */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #inTransaction = false;

  /** Opens `stripe-emulator.sqlite` in `dataDir`, making both if absent; null keeps everything in memory. */
  constructor(dataDir: string | null) {
    if (dataDir) mkdirSync(dataDir, { recursive: true });
    this.#connection = new DatabaseSync(dataDir ? join(dataDir, "stripe-emulator.sqlite") : ":memory:");
    // With a write-ahead log, "normal" loses nothing when the process dies, only when the machine loses power.
    this.#connection.exec("pragma journal_mode = wal; pragma synchronous = normal");
    this.#connection.exec(otherTables);
    for (const [kind, indexed] of Object.entries(objectTables)) {
      this.#connection.exec(`create table if not exists ${kind} (
        sequence integer primary key,
        id text not null unique,
        account text not null,
        created integer not null,
        document text not null
      ) strict`);
      this.#connection.exec(
        `create index if not exists ${kind}_newest on ${kind} (account, created desc, sequence desc)`,
      );
      for (const property of indexed) {
        const name = `${kind}_${property.replaceAll(".", "_")}`;
        this.#connection.exec(`create index if not exists ${name} on ${kind} (${propertySql(property)})`);
      }
    }
  }

  /** Rows of a query, as SQLite gives them. The caller says what a row looks like, because it wrote the query. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    // The row type restates the columns of the SQL beside it; SQLite has no types to infer them from.
    return this.#prepare(sql).all(...values) as Row[];
  }

  /** The first row of a query, or undefined. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    // As in `all`.
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  /** Runs a statement for its effect; answers how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** All of `work` or, if it throws, nothing of it. `work` is synchronous; a transaction inside another joins it. */
  transaction<Result>(work: () => Result): Result {
    if (this.#inTransaction) return work();

    this.#prepare("begin").run();
    this.#inTransaction = true;
    try {
      const result = work();
      this.#prepare("commit").run();
      return result;
    } catch (error) {
      this.#prepare("rollback").run();
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  /** Deletes every row of every table. */
  empty(): void {
    this.transaction(() => {
      for (const table of [...Object.keys(objectTables), ...tableNames(otherTables)]) this.run(`delete from ${table}`);
    });
  }

  /** No statement may follow. */
  close(): void {
    this.#connection.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;

    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

const tableNames = (ddl: string) =>
  Array.from(ddl.matchAll(/create table if not exists (\w+)/g), (match) => `${match[1]}`);
