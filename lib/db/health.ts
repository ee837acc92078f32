/** The newest folder of prisma/migrations that this build expects; a test keeps it true. */
export const latestMigration = "20261130070100_closed_accounts_without_dates";

/**
 * Whether this connection is in UTC, which ours ask for (client.ts). A pooler may have left that out, and the server's own zone be
 * another: then Prisma, which writes times without an offset, has every one of them kept hours wrong.
 */
export const isInUtc = "current_setting('TimeZone') in ('UTC', 'Etc/UTC')";
