import "server-only";
import { db } from "@/lib/db/client";
import { hasSync } from "@/lib/jobs/data";
import { sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { readFromHighWaterMark } from "@/lib/reconciler/high-water-mark";
import { listVerificationSessions } from "@/lib/stripe/lists";

/**
 * Enqueues a sync of every VerificationSession that Stripe has and we do not, and that names somebody: the sync adopts it
 * by its metadata or client_reference_id. At most ten calls of Stripe's a round. Returns how many.
 */
export async function adoptUnknownSessions(): Promise<number> {
  return readFromHighWaterMark("sessions", listVerificationSessions, async (sessions) => {
    const claimed = sessions.filter((session) => session.claimed).map(({ id }) => id);
    const unknown = await db.$queryRaw<{ id: string }[]>`
      select id from unnest(${claimed}::text[]) as claimed (id)
      where not exists (select from verification_session where verification_session.id = claimed.id)
        and not exists (select from person_session where session_id = claimed.id)
        and not ${hasSync("claimed.id")}`;
    await enqueueSyncs(
      db,
      unknown.map(({ id }) => sessionTarget(id)),
      "unknown_session",
    );
    return unknown.length;
  });
}
