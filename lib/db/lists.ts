import "server-only";
import { databasePool } from "@/lib/db/client";
import { statementName } from "@/lib/db/statement-name";
import { Prisma } from "@/prisma/generated/client";

/** Counting further costs and helps nobody. */
export const countLimit = 1_000;

/** A count of at most `countLimit + 1`, cut at the limit, and whether there is more. */
export const cut = (counted: number): { value: number; more: boolean } => ({
  value: Math.min(counted, countLimit),
  more: counted > countLimit,
});

/** The rows of a statement made of Prisma's safe parts, straight from the driver: for lists that Prisma itself cannot say. */
export const read = async <T extends object>({ text, values }: Prisma.Sql): Promise<T[]> =>
  (await databasePool().query<T>({ name: statementName(text), text, values })).rows;

/** A `where` of all these conditions; nothing when there is none. */
export const where = (conditions: Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.empty : Prisma.sql`where ${Prisma.join(conditions, " and ")}`;
