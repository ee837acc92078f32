import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import type { Secrets } from "../../scripts/stack/demo-env.ts";
import type { Expectations } from "./expectations.ts";
import type { KeyRow } from "./open-sealed.ts";
import type { Truth } from "./truth.ts";

/** What an invariant is checked against. */
export type Evidence = {
  /** Where it reads our rows; in a transaction that plants a mistake, the planted ones. */
  client: Pick<pg.PoolClient, "query">;
  truth: Truth;
  expectations: Expectations;
  secrets: Secrets;
  logsDirectory: string;
};

/** A row as PostgreSQL answers it, or what it should be. */
export type Row = Record<string, unknown>;

/** Rows of ours, of which the caller names the columns. */
export async function rowsOf<R extends Row>({ client }: Evidence, sql: string, values: unknown[] = []): Promise<R[]> {
  return (await client.query<R>(sql, values)).rows;
}

/** The data key that was joined to a row as `key_id` and `wrapped_key`. */
export const keyOf = (row: Row & { key_id: string | null }): KeyRow => ({
  id: row.key_id ?? "",
  wrapped: row.wrapped_key instanceof Buffer ? row.wrapped_key : null,
});

/** Compares the fields that Stripe's side has; times as instants. */
export function differences(id: string, atStripe: Row, here: Row): string[] {
  return Object.entries(atStripe)
    .filter(([name, value]) => !isDeepStrictEqual(plain(value), plain(here[name])))
    .map(([name]) => `${id}: ${name} differs`);
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : (value ?? null));

/** A time of Stripe's. */
export const instant = (seconds: number): Date => new Date(seconds * 1000);
