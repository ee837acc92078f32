/** The newest folder of prisma/migrations that this build expects; a test keeps it true. */
export const latestMigration = "20261129150100_client_references";
