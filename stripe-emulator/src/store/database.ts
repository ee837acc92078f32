import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Kind } from "../records/kinds.ts";

/** Properties of an object that are indexed: for lookups in any account, and for the filters of its list. */
type Indexed = { lookups?: readonly string[]; filters?: readonly string[] };

/** Every kind of object has a table of its own. */
const objectTables: Record<Kind, Indexed> = {
  verification_session: { filters: ["status", "client_reference_id", "related_customer", "related_customer_account"] },
  verification_report: {
    lookups: ["verification_session"],
    filters: ["type", "verification_session", "client_reference_id"],
  },
  verification_flow: { lookups: ["token"] },
  file: { lookups: ["internal.verificationSession"], filters: ["purpose", "internal.fingerprint"] },
  file_link: { lookups: ["file", "internal.token"], filters: ["file"] },
  event: { lookups: ["data.object.id"], filters: ["type"] },
  webhook_endpoint: {},
  customer: { filters: ["email"] },
  account: {},
  person: {},
  external_account: {},
  token: {},
  payment_method: {},
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

  create table if not exists account_link (
    token text primary key,
    account text not null,
    fields text not null,
    future integer not null,
    refresh_url text,
    return_url text,
    created_at_ms integer not null,
    visit text unique,
    opened_at_ms integer
  ) strict;

  create table if not exists file_content (file text primary key, content blob not null) strict;

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
  create index if not exists idempotent_request_object on idempotent_request (body ->> '$.id');

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
    fault text,
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

/** The one SQLite file all state lies in. Every statement is prepared once. */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #inTransaction = false;

  /**
   * Opens `stripe-emulator.sqlite` in `dataDir`, making both if absent. Null keeps everything in a temporary file of
   * SQLite's own that ends with the process: what is in use stays in memory, however much there is.
   */
  constructor(dataDir: string | null) {
    if (dataDir) mkdirSync(dataDir, { recursive: true });
    this.#connection = new DatabaseSync(dataDir ? join(dataDir, "stripe-emulator.sqlite") : "");
    this.#connection.exec(
      dataDir
        ? // With a write-ahead log, "normal" loses nothing when the process dies, only when the machine loses power. The
          // log is copied back every 16 MB instead of 4, because most of its pages are those that every object touches.
          "pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 4000"
        : "pragma journal_mode = memory; pragma synchronous = off; pragma cache_size = -16384",
    );
    this.#connection.exec(otherTables);
    this.#addColumn("attempt", "fault", "text");
    for (const [kind, { lookups = [], filters = [] }] of Object.entries(objectTables)) {
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
      const index = (use: string, property: string, columns: string) =>
        this.#connection.exec(
          `create index if not exists ${kind}_${use}_${property.replaceAll(".", "_")}
          on ${kind} (${columns}) where ${propertySql(property)} is not null`,
        );
      for (const property of lookups) index("by", property, propertySql(property));
      // In the order of a page, so that it is read and never sorted.
      for (const property of filters) {
        index("list", property, `account, ${propertySql(property)}, created desc, sequence desc`);
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

  /** For a file that an earlier version made. */
  #addColumn(table: string, name: string, type: string): void {
    const sql = `select 1 from pragma_table_info('${table}') where name = ?`;
    if (!this.#connection.prepare(sql).get(name))
      this.#connection.exec(`alter table ${table} add column ${name} ${type}`);
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
