import { z } from "zod";

/** What a sync came from; each is null or left out where there is nothing of the kind. */
const origin = z.object({
  requestId: z.string().nullish(),
  /** The trace that it belongs to, in W3C's form. */
  traceparent: z.string().nullish(),
  /** The reconciler's word for why it asks; null: a webhook or a button. */
  found: z.string().nullish(),
});

/** The job that hands one mail of the outbox to the mail server. Its payload is an id and where it came from. */
export const mailJob = {
  task: "sendMail",
  payload: origin.omit({ found: true }).extend({ mailId: z.string() }),
  maxAttempts: 10,
} as const;

/** The job that tells Stripe what a person's customer must say. Its payload is an id and where it came from. */
export const customerJob = {
  task: "writeCustomer",
  payload: origin.omit({ found: true }).extend({ userId: z.string() }),
  maxAttempts: 10,
} as const;

/** What a sync came from, as its payload holds it. */
export type SyncOrigin = z.infer<typeof origin>;

/**
 * The jobs that read one object of Stripe's and make our rows say the same, by the type of object. `task` is the name under
 * which it is enqueued, `ids` names the object in payloads and log lines. A payload holds ids only, never personal data;
 * names and payloads stay readable, because old jobs wait in the database.
 */
export const syncJobs = {
  verification_session: {
    task: "syncVerificationSession",
    ids: (verificationSessionId: string) => ({ verificationSessionId }),
    payload: origin
      .extend({ verificationSessionId: z.string() })
      .transform(({ verificationSessionId, ...from }) => ({ id: verificationSessionId, ...from })),
    maxAttempts: 10,
  },
  connected_account: {
    task: "syncConnectedAccount",
    ids: (stripeAccountId: string) => ({ stripeAccountId }),
    payload: origin
      .extend({ stripeAccountId: z.string() })
      .transform(({ stripeAccountId, ...from }) => ({ id: stripeAccountId, ...from })),
    maxAttempts: 10,
  },
} as const;

/** A type of object that we follow; the database keeps it as `target_type`. */
export type TargetType = keyof typeof syncJobs;

/** All of them. */
// A cast, because Object.keys forgets which keys they are.
export const targetTypes = Object.keys(syncJobs) as TargetType[];

/** The name of one of the jobs. */
export type SyncTask = (typeof syncJobs)[TargetType]["task"];

/** An object of Stripe's that we follow: what events are about, and what a sync reads. */
export type Target = { type: TargetType; id: string };

/** A VerificationSession as a target. */
export const sessionTarget = (id: string): Target => ({ type: "verification_session", id });

/** A connected account (`acct_…`) as a target: itself, its persons, capabilities and external accounts. */
export const accountTarget = (id: string): Target => ({ type: "connected_account", id });

/** The ids that say in a log line which object it is. */
export const idsOf = ({ type, id }: Target) => syncJobs[type].ids(id);

/** The job key of a target's sync: repeats of it fold together. */
export const keyOf = ({ type, id }: Target): string => `${syncJobs[type].task}:${id}`;

// Fetching a job locks every free queue there is, 12 ms for 10,000 of them (bench/README.md), and queues are never
// removed: with one for each target, a backlog would slow itself down.
const queuesOfJob = 256;

/** The queue of a target's sync, in which one job runs at a time: always the same, shared with others. */
export const queueOf = ({ type, id }: Target): string => queueOfTask(syncJobs[type].task, id);

function queueOfTask(task: string, id: string): string {
  let hash = 0;
  for (let index = 0; index < id.length; index++) {
    hash = (Math.imul(hash, 31) + id.charCodeAt(index)) >>> 0;
  }
  return `${task}:${hash % queuesOfJob}`;
}

/** What is written to one customer is written in order, so that an older word never lands on a newer one. */
export const customerSpec = (userId: string, from: Omit<SyncOrigin, "found">): JobSpec => ({
  task: customerJob.task,
  payload: { userId, ...from },
  key: `${customerJob.task}:${userId}`,
  queue: queueOfTask(customerJob.task, userId),
  maxAttempts: customerJob.maxAttempts,
});

/** A job as the queue takes it. */
export type JobSpec = { task: string; payload: object; key: string; queue: string; maxAttempts: number };

/** A target's sync as the queue takes it. */
export const specOf = (target: Target, from: SyncOrigin): JobSpec => ({
  task: syncJobs[target.type].task,
  payload: { ...idsOf(target), ...from },
  key: keyOf(target),
  queue: queueOf(target),
  maxAttempts: syncJobs[target.type].maxAttempts,
});
