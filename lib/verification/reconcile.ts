import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { enqueueSync } from "@/lib/queue/queue";
import { now } from "@/lib/time";

/** At most so many sessions a round: a bound on what one round may cost at Stripe. */
const perRound = 200;

/** Webhook payloads are kept so long, to explain what happened; then they are deleted. */
const payloadMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Enqueues a sync of every session that may have moved without our hearing of it: being checked, started and
 * unanswered, or with a redaction under way, and not read for one interval. Returns how many.
 */
export async function reconcile(): Promise<number> {
  const before = new Date(now().getTime() - env().reconcileIntervalSeconds * 1000);
  const startedSince = new Date(now().getTime() - 48 * 60 * 60 * 1000);
  const stale = await db.verificationSession.findMany({
    where: {
      syncedAt: { lt: before },
      OR: [
        { status: "processing" },
        { redactionStatus: "processing" },
        { redactionStatus: null, verification: { redactionRequestedAt: { not: null }, redactedAt: null } },
        // Its link lives 48 hours: what was started later than that may still be submitted.
        { status: "requires_input", verification: { closedAt: null, startedAt: { gt: startedSince } } },
      ],
    },
    orderBy: { syncedAt: "asc" },
    take: perRound,
    select: { id: true },
  });
  for (const session of stale) await enqueueSync(db, session.id);
  return stale.length;
}

/** Deletes webhook payloads after 30 days. */
export async function purgePayloads(): Promise<void> {
  await db.stripeEvent.updateMany({
    where: { receivedAt: { lt: new Date(now().getTime() - payloadMs) }, payload: { not: null } },
    data: { payload: null },
  });
}
