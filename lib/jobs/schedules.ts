/** A job that time brings. */
type TimedJob = { queue: string | null; maxAttempts: number; cron: string | null };

/**
 * Jobs that time brings, without a payload, each under its name as its key: no more than one waits, and no more than the last
 * remains of those that failed. `cron`: null where the worker asks for it, because cron's grain is a minute.
 */
export const timedJobs = {
  reconcile: { queue: "reconcile", maxAttempts: 1, cron: null },
  purge: { queue: null, maxAttempts: 3, cron: "17 * * * *" },
  mailSellers: { queue: null, maxAttempts: 1, cron: "* * * * *" },
  signAuditHead: { queue: null, maxAttempts: 1, cron: "* * * * *" },
  verifyAuditLog: { queue: null, maxAttempts: 1, cron: "41 3 * * *" },
} as const satisfies Record<string, TimedJob>;

/** The name of one of them. */
export type TimedJobName = keyof typeof timedJobs;

/**
 * What becomes of a timed job that still waits when its time comes again: it keeps its place in the line. The oldest is taken first,
 * so that with a new place at each time it would never come to its turn while older jobs wait.
 */
export const timedKeyMode = "preserve_run_at";

/** The lines of graphile-worker's crontab. */
export const crontab: string = Object.entries<TimedJob>(timedJobs)
  .filter(([, { cron }]) => cron !== null)
  .map(
    ([name, { cron, maxAttempts }]) => `${cron} ${name} ?max=${maxAttempts}&jobKey=${name}&jobKeyMode=${timedKeyMode}`,
  )
  .join("\n");
