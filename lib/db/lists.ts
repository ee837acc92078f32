import "server-only";
import { countLimit } from "@/lib/capped-count";
import { databasePool } from "@/lib/db/client";
import { statementName } from "@/lib/db/statement-name";
import { Prisma } from "@/prisma/generated/client";

/** The rows of a statement made of Prisma's safe parts, straight from the driver: for lists that Prisma itself cannot say. */
export const read = async <T extends object>({ text, values }: Prisma.Sql): Promise<T[]> =>
  (await databasePool().query<T>({ name: statementName(text), text, values })).rows;

/**
 * A whole number in the text of the statement, where every limit stands. Of a limit that comes as a parameter PostgreSQL
 * expects a tenth of the table; the plan for any value then looks dear to it, and it plans a named statement anew at each
 * execution, which costs more than to run it (PostgreSQL 18, the page of PREPARE). Throws for any other number.
 */
export function constant(value: number): Prisma.Sql {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} cannot stand in a statement`);
  return Prisma.raw(String(value));
}

/** Where a count ends: one past the limit tells that there are more. */
export const countWithin = constant(countLimit + 1);

/** A `where` of all these conditions; nothing when there is none. */
export const where = (conditions: Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.empty : Prisma.sql`where ${Prisma.join(conditions, " and ")}`;

/** The one row of a statement as a JSON object, for a column of another's; null when it has none. */
export const oneOf = (statement: Prisma.Sql): Prisma.Sql => Prisma.sql`(select to_json(one) from (${statement}) one)`;

/** The rows of a statement, in their order, as a JSON array. */
export const allOf = (statement: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(select coalesce(json_agg(each), '[]') from (${statement}) each)`;

/** A column of bytes in base64, as JSON can hold it; `fromBase64` undoes it. */
export const bytesOf = (column: string, name: string = column): Prisma.Sql =>
  Prisma.raw(`encode(${column}, 'base64') as "${name}"`);

/** The bytes in what `bytesOf` named. */
export const fromBase64 = (text: string): Uint8Array => Buffer.from(text, "base64");
