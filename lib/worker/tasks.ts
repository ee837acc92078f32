import "server-only";
import type { JobHelpers, TaskList } from "graphile-worker";
import { z } from "zod";
import { purgeExpiredSignIns } from "@/lib/auth/sign-in";
import { isAppError } from "@/lib/errors";
import { log, withRequestId } from "@/lib/log";
import { purgePayloads, reconcile } from "@/lib/verification/reconcile";
import { syncVerificationSession } from "@/lib/verification/sync";

const syncPayload = z.object({ verificationSessionId: z.string(), requestId: z.string().nullish() });

/**
 * Runs a job under its request id. The queue stores the message of what is thrown, and a library's message may quote
 * data: so the error is logged by our rules and only its code is thrown on.
 */
async function running(job: JobHelpers["job"], requestId: string | null | undefined, work: () => Promise<void>) {
  await withRequestId(requestId ?? `job-${job.id}`, async () => {
    try {
      await work();
    } catch (error) {
      const code = isAppError(error) ? error.code : "unexpected";
      log.error("a job failed", { task: job.task_identifier, attempt: job.attempts, code }, error);
      throw new Error(code);
    }
  });
}

/** Every task the worker knows, by the name it is enqueued under. A throw is a retry, and after ten a dead letter. */
export const tasks: TaskList = {
  syncVerificationSession: (payload, { job }) => {
    const { verificationSessionId, requestId } = syncPayload.parse(payload);
    return running(job, requestId, async () => {
      const startedAt = performance.now();
      const { outcome, verificationId } = await syncVerificationSession(verificationSessionId);
      log.info("a VerificationSession was synced", {
        task: job.task_identifier,
        verificationSessionId,
        verificationId,
        outcome,
        attempt: job.attempts,
        durationMs: Math.round(performance.now() - startedAt),
      });
    });
  },
  reconcile: (_payload, { job }) =>
    running(job, null, async () => {
      const count = await reconcile();
      if (count > 0) log.info("sessions that may have moved are asked for", { task: job.task_identifier, count });
    }),
  purge: (_payload, { job }) =>
    running(job, null, async () => {
      await Promise.all([purgePayloads(), purgeExpiredSignIns()]);
    }),
};
