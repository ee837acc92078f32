import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "@/lib/env";
import { PrismaClient } from "@/prisma/generated/client";

/** The client within a transaction. */
export type Tx = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

const openPool = () =>
  new pg.Pool({
    connectionString: env().databaseUrl,
    max: 10,
    // A database that is away must become an answer within seconds, not a hanging page.
    connectionTimeoutMillis: 2_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 10_000,
    // An idle connection that breaks is replaced by the next query; unheard, its error would end the process.
  }).on("error", () => {});

// `next dev` reloads modules; without this each reload would open another pool.
const kept = globalThis as typeof globalThis & { pool?: pg.Pool; prismaClient?: PrismaClient };

/** The pool under `db`, made on first use: for what is asked too often for Prisma, by the receiver and the queue. */
export function databasePool(): pg.Pool {
  kept.pool ??= openPool();
  return kept.pool;
}

/** The only PrismaClient. Made on first use, so that building needs no database. */
export const db: PrismaClient = new Proxy({} as PrismaClient, {
  // The proxy forwards every property to the real client, so the empty target's type holds.
  get(_target, property) {
    kept.prismaClient ??= new PrismaClient({ adapter: new PrismaPg(databasePool()) });
    const client = kept.prismaClient;
    const value = Reflect.get(client, property, client);
    return typeof value === "function" ? value.bind(client) : value;
  },
});
