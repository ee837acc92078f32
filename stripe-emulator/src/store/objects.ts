import type { SQLInputValue } from "node:sqlite";
import type { Kind, Records } from "../records/kinds.ts";
import { type Database, propertySql } from "./database.ts";

/** A condition on a list; `property` is a path inside the document, `created` the column. */
export type Filter = {
  property: string;
  operator: "=" | ">" | ">=" | "<" | "<=" | "glob";
  value: string | number;
};

/** A raw SQL condition over the columns of the table, for what a property filter cannot say. */
export type Condition = { sql: string; values: SQLInputValue[] };

/** Where a page starts: exclusive, after (older than) or before (newer than) an object. */
export type Cursor = { direction: "after" | "before"; id: string };

/** One page, newest first; `hasMore` looks in the direction of paging. */
export type Page<Item> = { items: Item[]; hasMore: boolean };

/** An object and the account it belongs to. */
export type Owned<Item> = { account: string; record: Item };

type Row = { document: string };
type OwnedRow = Row & { account: string };

/** Objects by kind and account, kept as JSON documents in the order they were made. */
export class Objects {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert<K extends Kind>(kind: K, account: string, record: Records[K]): void {
    this.#database.run(
      `insert into ${kind} (id, account, created, document) values (?, ?, ?, ?)`,
      record.id,
      account,
      record.created,
      JSON.stringify(record),
    );
  }

  /** Replaces the whole record; it must exist. */
  update<K extends Kind>(kind: K, record: Records[K]): void {
    this.#database.run(`update ${kind} set document = ? where id = ?`, JSON.stringify(record), record.id);
  }

  delete(kind: Kind, id: string): void {
    this.#database.run(`delete from ${kind} where id = ?`, id);
  }

  /** The object, or null if there is none with this id in this account. */
  get<K extends Kind>(kind: K, account: string, id: string): Records[K] | null {
    const row = this.#database.get<Row>(`select document from ${kind} where id = ? and account = ?`, id, account);
    return row ? parse<K>(row) : null;
  }

  /** The object with this id, whosever it is, or null: for what starts from an id alone, as a task does. */
  find<K extends Kind>(kind: K, id: string): Owned<Records[K]> | null {
    return owned<K>(this.#database.get<OwnedRow>(`select account, document from ${kind} where id = ?`, id));
  }

  /** The oldest object whose `property` is `value`, whosever it is, or null: for what starts from a link's token. */
  findBy<K extends Kind>(kind: K, property: string, value: string): Owned<Records[K]> | null {
    const sql = `select account, document from ${kind} where ${propertySql(property)} = ? order by sequence limit 1`;
    return owned<K>(this.#database.get<OwnedRow>(sql, value));
  }

  /** Every object whose `property` is `value`, oldest first. */
  where<K extends Kind>(kind: K, property: string, value: string): Records[K][] {
    const sql = `select document from ${kind} where ${propertySql(property)} = ? order by sequence`;
    return this.#database.all<Row>(sql, value).map(parse<K>);
  }

  /** Every object of the kind in an account, oldest first. */
  inAccount<K extends Kind>(kind: K, account: string): Records[K][] {
    const sql = `select document from ${kind} where account = ? order by created, sequence`;
    return this.#database.all<Row>(sql, account).map(parse<K>);
  }

  /** Whether there is an object with this id in this account. */
  has(kind: Kind, account: string, id: string): boolean {
    return this.#database.get(`select 1 from ${kind} where id = ? and account = ?`, id, account) !== undefined;
  }

  /** Every object of the kind, oldest first. */
  all<K extends Kind>(kind: K): Records[K][] {
    return this.#database.all<Row>(`select document from ${kind} order by sequence`).map(parse<K>);
  }

  /** True if the store holds no object of any of these kinds. */
  isEmpty(kinds: readonly Kind[]): boolean {
    return kinds.every((kind) => !this.#database.get(`select 1 from ${kind} limit 1`));
  }

  /** A page of at most `limit` objects, newest first, ties in `created` by order of making. The cursor's object must exist. */
  list<K extends Kind>(
    kind: K,
    account: string,
    query: { filters: readonly Filter[]; conditions: readonly Condition[]; cursor: Cursor | null; limit: number },
  ): Page<Records[K]> {
    const { cursor, limit } = query;
    const sql = [`select document from ${kind} where account = ?`];
    const values: SQLInputValue[] = [account];
    for (const { property, operator, value } of query.filters) {
      sql.push(`and ${property === "created" ? "created" : propertySql(property)} ${operator} ?`);
      values.push(value);
    }
    for (const condition of query.conditions) {
      sql.push(`and ${condition.sql}`);
      values.push(...condition.values);
    }
    if (cursor) {
      const side = cursor.direction === "after" ? "<" : ">";
      sql.push(`and (created, sequence) ${side} (select created, sequence from ${kind} where id = ?)`);
      values.push(cursor.id);
    }
    const order = cursor?.direction === "before" ? "asc" : "desc";
    sql.push(`order by created ${order}, sequence ${order} limit ?`);
    values.push(limit + 1);

    const found = this.#database.all<Row>(sql.join(" "), ...values).map(parse<K>);
    const items = found.slice(0, limit);
    return { items: order === "asc" ? items.reverse() : items, hasMore: found.length > limit };
  }
}

function owned<K extends Kind>(row: OwnedRow | undefined): Owned<Records[K]> | null {
  return row ? { account: row.account, record: parse<K>(row) } : null;
}

function parse<K extends Kind>(row: Row): Records[K] {
  // Only `insert` and `update` write these documents, and both take a Records[K] for this very table.
  return JSON.parse(row.document) as Records[K];
}
