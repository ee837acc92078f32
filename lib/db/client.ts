import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/env";
import { PrismaClient } from "@/prisma/generated/client";

/** The client within a transaction. */
export type Tx = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

const connect = () =>
  new PrismaClient({
    adapter: new PrismaPg({
      connectionString: env().databaseUrl,
      max: 10,
      // A database that is away must become an answer within seconds, not a hanging page.
      connectionTimeoutMillis: 2_000,
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 10_000,
    }),
  });

// `next dev` reloads modules; without this each reload would open another pool.
const kept = globalThis as typeof globalThis & { prismaClient?: PrismaClient };

/** The only PrismaClient. Made on first use, so that building needs no database. */
export const db: PrismaClient = new Proxy({} as PrismaClient, {
  // The proxy forwards every property to the real client, so the empty target's type holds.
  get(_target, property) {
    kept.prismaClient ??= connect();
    const client = kept.prismaClient;
    const value = Reflect.get(client, property, client);
    return typeof value === "function" ? value.bind(client) : value;
  },
});
