import "server-only";
import { SpanKind } from "@opentelemetry/api";
import type { JobHelpers, Task } from "graphile-worker";
import { signAuditHead, verifyWholeLog } from "@/lib/audit/sign";
import { purgeExpiredSignIns } from "@/lib/auth/sign-in";
import { composeMail } from "@/lib/connect/compose-mail";
import { purgeDrafts } from "@/lib/connect/drafts";
import { purgeInvitations } from "@/lib/connect/invitations";
import { mailSellers } from "@/lib/connect/mail-round";
import { forgetUnsent } from "@/lib/connect/unsent-mail";
import { isAppError } from "@/lib/errors";
import { failEvents, purgePayloads } from "@/lib/events/outcomes";
import {
  customerJob,
  idsOf,
  mailJob,
  type SyncOrigin,
  type SyncTask,
  syncJobs,
  type TargetType,
} from "@/lib/jobs/definitions";
import { purgeFailedAttempts, recordFailedAttempt } from "@/lib/jobs/failed-attempts";
import { settleFailure } from "@/lib/jobs/failures";
import type { TimedJobName } from "@/lib/jobs/schedules";
import { log, withRequestId } from "@/lib/log";
import { deliverMail, purgeMails, recordMailFailure } from "@/lib/mail/outbox";
import { measureSync } from "@/lib/metrics/metrics";
import { inBackground, purgeAccountBudgets } from "@/lib/rate-limit/stripe-calls";
import { recordFixed } from "@/lib/reconciler/findings";
import { reconcileRound } from "@/lib/reconciler/round";
import { kinds } from "@/lib/reconciler/targets";
import { continueTrace, describeSpan, inSpan } from "@/lib/telemetry/spans";
import { writeCustomer } from "@/lib/verification/customer";

/** How an attempt failed. `exhausted`: it was the last, or Stripe said that another is useless. */
type Failure = { attempt: number; code: string; stripeStatus: number | null; durationMs: number; exhausted: boolean };

/**
 * Runs a job under its request id and in its trace, in the background of Stripe's budget. The queue stores the message of
 * what is thrown, and a library's message may quote data: so the error is logged by our rules and only its code is thrown
 * on. `whenFailed` hears of every failed attempt; what it throws is logged and changes nothing for the job.
 */
async function running(
  job: JobHelpers["job"],
  { requestId, traceparent }: Omit<SyncOrigin, "found">,
  work: () => Promise<void>,
  whenFailed: (failure: Failure) => Promise<void> = async () => {},
) {
  const settled = async () => {
    const startedAt = performance.now();
    try {
      const facts = { "job.attempt": job.attempts };
      await inSpan(job.task_identifier, SpanKind.CONSUMER, () => inBackground(work), facts);
    } catch (error) {
      const durationMs = Math.round(performance.now() - startedAt);
      const code = isAppError(error) ? error.code : "unexpected";
      const stripeStatus = isAppError(error) ? error.status : null;
      log.error("a job failed", { task: job.task_identifier, attempt: job.attempts, code }, error);
      const after = await settleFailure(job.id, isAppError(error) && error.final).catch(() => "retry" as const);
      const failure = { attempt: job.attempts, code, stripeStatus, durationMs, exhausted: after === "dead" };
      await whenFailed(failure).catch((cause) =>
        log.error("what follows from a failure could not be written down", { code }, cause),
      );
      // The newer job does what this one could not.
      if (after === "superseded") return;
      throw new Error(code);
    }
  };
  await withRequestId(requestId ?? `job-${job.id}`, () => continueTrace(traceparent ?? null, settled));
}

/** What is only for people to read must not decide how a job ends. */
const note = (written: Promise<void>) =>
  written.catch((error) => log.error("a note about a sync could not be written", {}, error));

/** The task that syncs targets of one type. */
const syncTask =
  (type: TargetType): Task =>
  (payload, { job }) => {
    const { id, found, ...from } = syncJobs[type].payload.parse(payload);
    const target = { type, id };
    const work = async () => {
      const startedAt = performance.now();
      const { outcome, verification, fixed } = await measureSync(() => kinds[type].sync(id));
      describeSpan({ "job.outcome": outcome });
      log.info("an object of Stripe's was synced", {
        task: job.task_identifier,
        ...idsOf(target),
        verificationId: verification?.id ?? null,
        outcome,
        attempt: job.attempts,
        durationMs: Math.round(performance.now() - startedAt),
      });
      if (found && fixed) await note(recordFixed(target, found, fixed));
    };
    return running(job, from, work, async (failure) => {
      await note(recordFailedAttempt(target, failure));
      if (failure.exhausted) await failEvents(target, failure.code);
    });
  };

/** Every task the worker knows, by the name it is enqueued under. A throw is another attempt, and after the last a dead letter. */
export const tasks: Record<SyncTask | typeof mailJob.task | typeof customerJob.task | TimedJobName, Task> = {
  syncVerificationSession: syncTask("verification_session"),
  syncConnectedAccount: syncTask("connected_account"),
  sendMail: (payload, { job }) => {
    const { mailId, ...from } = mailJob.payload.parse(payload);
    const work = async () => {
      const outcome = await deliverMail(mailId, composeMail, forgetUnsent);
      describeSpan({ "job.outcome": outcome });
      log.info("a mail was taken up", { mailId, outcome, attempt: job.attempts });
    };
    return running(job, from, work, (failure) => recordMailFailure(mailId, failure, forgetUnsent));
  },
  writeCustomer: (payload, { job }) => {
    const { userId, ...from } = customerJob.payload.parse(payload);
    return running(job, from, async () => {
      const outcome = await writeCustomer(userId);
      describeSpan({ "job.outcome": outcome });
      log.info("a customer was written at Stripe", { userId, outcome, attempt: job.attempts });
    });
  },
  reconcile: (_payload, { job }) =>
    running(job, {}, async () => {
      await reconcileRound();
    }),
  mailSellers: (_payload, { job }) => running(job, {}, mailSellers),
  signAuditHead: (_payload, { job }) => running(job, {}, signAuditHead),
  verifyAuditLog: (_payload, { job }) => running(job, {}, verifyWholeLog),
  purge: (_payload, { job }) =>
    running(job, {}, async () => {
      await Promise.all([
        purgePayloads(),
        purgeExpiredSignIns(),
        purgeFailedAttempts(),
        purgeAccountBudgets(),
        purgeMails(forgetUnsent),
        purgeInvitations(),
        purgeDrafts(),
      ]);
    }),
};
