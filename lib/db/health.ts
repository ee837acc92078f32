/** The newest folder of prisma/migrations that this build expects; a test keeps it true. */
export const latestMigration = "20261129070000_stripes_page_opened";
