/** A job that time brings. With a key, no more than the last remains of those that failed. */
type TimedJob = { key: string | null; queue: string | null; maxAttempts: number; cron: string | null };

/** Jobs that time brings, without a payload; `cron`: null where the worker asks for it, because cron's grain is a minute. */
export const timedJobs = {
  reconcile: { key: "reconcile", queue: "reconcile", maxAttempts: 1, cron: null },
  purge: { key: null, queue: null, maxAttempts: 3, cron: "17 * * * *" },
  mailSellers: { key: "mailSellers", queue: null, maxAttempts: 1, cron: "* * * * *" },
  signAuditHead: { key: "signAuditHead", queue: null, maxAttempts: 1, cron: "* * * * *" },
  verifyAuditLog: { key: "verifyAuditLog", queue: null, maxAttempts: 1, cron: "41 3 * * *" },
} as const satisfies Record<string, TimedJob>;

/** The name of one of them. */
export type TimedJobName = keyof typeof timedJobs;

/** The lines of graphile-worker's crontab. */
export const crontab: string = Object.entries<TimedJob>(timedJobs)
  .filter(([, { cron }]) => cron !== null)
  .map(([name, { cron, key, maxAttempts }]) => `${cron} ${name} ?max=${maxAttempts}${key ? `&jobKey=${key}` : ""}`)
  .join("\n");
