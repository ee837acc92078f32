import "server-only";
import type { JobHelpers, TaskList } from "graphile-worker";
import { z } from "zod";
import { purgeExpiredSignIns } from "@/lib/auth/sign-in";
import { isAppError } from "@/lib/errors";
import { log, withRequestId } from "@/lib/log";
import { measureSync } from "@/lib/metrics/metrics";
import { settleFailure } from "@/lib/queue/queue";
import { inBackground } from "@/lib/queue/stripe-turns";
import { purgePayloads } from "@/lib/verification/reconcile";
import { failEvents, syncVerificationSession } from "@/lib/verification/sync";
import { reconcileRound } from "@/lib/worker/reconcile";

const syncPayload = z.object({ verificationSessionId: z.string(), requestId: z.string().nullish() });

/**
 * Runs a job under its request id, in the background of Stripe's budget. The queue stores the message of what is thrown,
 * and a library's message may quote data: so the error is logged by our rules and only its code is thrown on. `whenDead`
 * hears the code when there will be no other try: it was the tenth, or Stripe said that trying again is useless.
 */
async function running(
  job: JobHelpers["job"],
  requestId: string | null | undefined,
  work: () => Promise<void>,
  whenDead: (code: string) => Promise<void> = async () => {},
) {
  await withRequestId(requestId ?? `job-${job.id}`, async () => {
    try {
      await inBackground(work);
    } catch (error) {
      const code = isAppError(error) ? error.code : "unexpected";
      log.error("a job failed", { task: job.task_identifier, attempt: job.attempts, code }, error);
      const after = await settleFailure(job.id, isAppError(error) && error.final).catch(() => "retry" as const);
      // The newer job does what this one could not.
      if (after === "superseded") return;
      if (after === "dead") {
        await whenDead(code).catch((cause) => log.error("a dead letter could not be marked", { code }, cause));
      }
      throw new Error(code);
    }
  });
}

/** Every task the worker knows, by the name it is enqueued under. A throw is a retry, and after ten a dead letter. */
export const tasks: TaskList = {
  syncVerificationSession: (payload, { job }) => {
    const { verificationSessionId, requestId } = syncPayload.parse(payload);
    const sync = async () => {
      const startedAt = performance.now();
      const { outcome, verificationId } = await measureSync(() => syncVerificationSession(verificationSessionId));
      log.info("a VerificationSession was synced", {
        task: job.task_identifier,
        verificationSessionId,
        verificationId,
        outcome,
        attempt: job.attempts,
        durationMs: Math.round(performance.now() - startedAt),
      });
    };
    return running(job, requestId, sync, (code) => failEvents(verificationSessionId, code));
  },
  reconcile: (_payload, { job }) =>
    running(job, null, async () => {
      await reconcileRound();
    }),
  purge: (_payload, { job }) =>
    running(job, null, async () => {
      await Promise.all([purgePayloads(), purgeExpiredSignIns()]);
    }),
};
