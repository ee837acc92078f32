import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { statementName } from "@/lib/db/statement-name";
import { env } from "@/lib/env";
import { PrismaClient } from "@/prisma/generated/client";

/** The client within a transaction. */
export type Tx = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/**
 * Connections of a web. A page uses one or two for some milliseconds: ten serve several hundred pages a second, which is
 * more than two cores render.
 */
const webConnections = 10;

/** Statements of the webhook's inbox under way at once, each on its own connection. One is enough but for one that hangs. */
export const inboxConnections = 3;

/** Connections of a worker: one for each of its ten jobs, one that listens, and the rest to fetch and finish jobs. */
export const workerConnections = 16;

/*
 * Time limits, each longer than the one it contains, so that the database ends its own work before the driver gives up,
 * and both before Prisma does: lock 3 s < statement 8 s, idle in a transaction 8 s < answer 9 s < transaction 10 s.
 */
/** How long a page or a job waits until one of the connections is free. */
const freeWithinMs = 8_000;

/** A connection that is refused fails at once; this is for a database that is stopped and not gone. */
const connectWithinMs = 3_000;

const clientWithin = (ms: number) =>
  class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionTimeoutMillis: ms });
    }
  };

/**
 * Prisma writes times without an offset: in any other zone than UTC they would be read as others. Options that the address brings, as some
 * hosts of PostgreSQL want, would take the place of any beside it: so ours stand in it, after them.
 */
function inUtc(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set("options", `${url.searchParams.get("options") ?? ""} -c timezone=UTC`.trim());
  return url.href;
}

const openPool = (max: number, connectMs = connectWithinMs) =>
  new pg.Pool({
    connectionString: inUtc(env().databaseUrl),
    max,
    Client: clientWithin(connectMs),
    // For a free connection, too. Where all are in use the database answers, only not us yet: a page on a busy machine is
    // late and not an error.
    connectionTimeoutMillis: freeWithinMs,
    lock_timeout: 3_000,
    statement_timeout: 8_000,
    idle_in_transaction_session_timeout: 8_000,
    // For a database that is stopped and not gone: it keeps no time limit of its own, and its connections must be left.
    query_timeout: 9_000,
  })
    // A connection that breaks fails its query, if it has one, and is replaced by the next; unheard, its error would end
    // the process.
    .on("error", () => {})
    .on("connect", (client) => client.on("error", () => {}));

/** Prisma's limits for a transaction: a free connection, and the whole of it. Milliseconds. */
const transactionOptions = { maxWait: freeWithinMs, timeout: 10_000 };

// Without parameters the driver may send several statements at once, which cannot have a name.
const namedStatements = {
  statementNameGenerator: ({ sql, args }: { sql: string; args: unknown[] }) =>
    args.length > 0 ? statementName(sql) : "",
};

// `next dev` reloads modules; without this each reload would open another pool.
const kept = globalThis as typeof globalThis & { pool?: pg.Pool; inboxPool?: pg.Pool; prismaClient?: PrismaClient };

/**
 * The pool under `db`, made on first use: for what is asked too often for Prisma, by the receiver and the queue. The
 * first who asks says how large it is.
 */
export function databasePool(connections = webConnections): pg.Pool {
  kept.pool ??= openPool(connections);
  return kept.pool;
}

/**
 * The connections of the webhook's inbox alone (lib/events/inbox.ts), which measures for itself whether the database
 * answers: nothing that pages do with theirs may look like a database that does not.
 */
export function inboxPool(connections = inboxConnections): pg.Pool {
  // No limit of the clock's: the inbox tells by its own measure when the database is away, and a busy machine connects late.
  kept.inboxPool ??= openPool(connections, freeWithinMs);
  return kept.inboxPool;
}

/** The only PrismaClient. Made on first use, so that building needs no database. */
export const db: PrismaClient = new Proxy({} as PrismaClient, {
  // The proxy forwards every property to the real client, so the empty target's type holds.
  get(_target, property) {
    kept.prismaClient ??= new PrismaClient({
      adapter: new PrismaPg(databasePool(), namedStatements),
      transactionOptions,
    });
    const client = kept.prismaClient;
    const value = Reflect.get(client, property, client);
    return typeof value === "function" ? value.bind(client) : value;
  },
});
