import { z } from "zod";

/** What a sync came from; each is null or left out where there is nothing of the kind. */
const origin = z.object({
  requestId: z.string().nullish(),
  /** The trace that it belongs to, in W3C's form. */
  traceparent: z.string().nullish(),
  /** The reconciler's word for why it asks; null: somebody told us or pressed a button. */
  found: z.string().nullish(),
});

/** What a sync came from, as its payload holds it. */
export type SyncOrigin = z.infer<typeof origin>;

/**
 * Jobs that read one object of Stripe's and make our rows say the same, by the name under which they are enqueued. A
 * payload holds ids only, never personal data; names and payloads stay readable, because old jobs wait in the database.
 */
export const syncJobs = {
  syncVerificationSession: {
    payload: origin
      .extend({ verificationSessionId: z.string() })
      .transform(({ verificationSessionId, ...from }) => ({ id: verificationSessionId, ...from })),
    toPayload: (id: string, from: SyncOrigin) => ({ verificationSessionId: id, ...from }),
    maxAttempts: 10,
  },
} as const;

/** The name of one of them. */
export type SyncJob = keyof typeof syncJobs;

/** All of their names. */
// A cast, because Object.keys forgets which keys they are.
export const syncJobNames = Object.keys(syncJobs) as SyncJob[];

/** An object of Stripe's and the job that reads it. */
export type Target = { job: SyncJob; id: string };

/** A VerificationSession as a target. */
export const sessionTarget = (id: string): Target => ({ job: "syncVerificationSession", id });

/** The job key of a target's sync: repeats of it fold together. */
export const keyOf = ({ job, id }: Target): string => `${job}:${id}`;

// Fetching a job locks every free queue there is, 12 ms for 10,000 of them (bench/README.md), and queues are never
// removed: with one for each target, a backlog would slow itself down.
const queuesOfJob = 256;

/** The queue of a target's sync, in which one job runs at a time: always the same, shared with others. */
export function queueOf({ job, id }: Target): string {
  let hash = 0;
  for (let index = 0; index < id.length; index++) {
    hash = (Math.imul(hash, 31) + id.charCodeAt(index)) >>> 0;
  }
  return `${job}:${hash % queuesOfJob}`;
}

/** A job as the queue takes it. */
export type JobSpec = { task: string; payload: object; key: string; queue: string; maxAttempts: number };

/** A target's sync as the queue takes it. */
export const specOf = (target: Target, from: SyncOrigin): JobSpec => ({
  task: target.job,
  payload: syncJobs[target.job].toPayload(target.id, from),
  key: keyOf(target),
  queue: queueOf(target),
  maxAttempts: syncJobs[target.job].maxAttempts,
});

/** A job that time brings. With a key, no more than the last remains of those that failed. */
type TimedJob = { key: string | null; queue: string | null; maxAttempts: number; cron: string | null };

/** Jobs that time brings, without a payload; `cron`: null where the worker asks for it, because cron's grain is a minute. */
export const timedJobs = {
  reconcile: { key: "reconcile", queue: "reconcile", maxAttempts: 1, cron: null },
  purge: { key: null, queue: null, maxAttempts: 3, cron: "17 * * * *" },
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
