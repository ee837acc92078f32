/** The newest folder of prisma/migrations that this build expects; a test keeps it true. */
export const latestMigration = "20261130040000_earlier_redactions";
