/** The newest folder of prisma/migrations that this build expects; a test keeps it true. */
export const latestMigration = "20261128220200_audit_targets_of_old_entries";
