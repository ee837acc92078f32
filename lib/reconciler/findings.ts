import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { failEvents } from "@/lib/events/outcomes";
import { targetOf } from "@/lib/events/target";
import { hasSync } from "@/lib/jobs/data";
import { sessionTarget, type Target } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { listDeadSyncs } from "@/lib/jobs/failures";
import { readSinceMark } from "@/lib/reconciler/high-water-mark";
import { listVerificationSessions } from "@/lib/stripe/lists";
import { now } from "@/lib/time";
import type { Difference } from "@/lib/verification/converge";

/** At most so many sessions a round: a bound on what one round may cost at Stripe. */
const perRound = 1_000;

const hourMs = 60 * 60 * 1000;

/** A session's link lives 48 hours (Stripe API, VerificationSession.url): what was started may be submitted until then. */
const windowMs = 48 * hourMs;

/** A session that was never submitted is looked at no longer than this after we last read it. */
const forgottenMs = 30 * 24 * hourMs;

/**
 * `stuck_processing`: being checked, and not read for a while. `unanswered`: the person may have submitted.
 * `window_over`: the link ran out since we last read it. `redaction_unfinished`: asked for and not done.
 */
type StaleKind = "stuck_processing" | "unanswered" | "window_over" | "redaction_unfinished";

/**
 * Enqueues a sync of every session that may have moved without our hearing of it and was not just read, 1,000
 * at most; each sync is two calls of Stripe's. Returns how many by kind. One that has a job keeps it: asking again would
 * begin its attempts anew, so that a sync which can never succeed never became a dead letter, or did not stay one.
 */
export async function reconcileSessions(): Promise<Record<StaleKind, number>> {
  // A tenth of an interval: one that was read shortly before is left to the next round, and any loss is known within 1.1.
  const before = new Date(now().getTime() - env().reconcileIntervalSeconds * 100);
  const opened = new Date(now().getTime() - windowMs);
  const forgotten = new Date(now().getTime() - forgottenMs);
  // One branch for each index; all three are short lists in a long table.
  const stale = await db.$queryRaw<{ id: string; kind: StaleKind }[]>`
    select distinct on (id) id, kind from (select * from (
      select id, synced_at, 'stuck_processing' as kind from verification_session
        where status = 'processing' and synced_at < ${before}
      union all
      select id, synced_at, 'redaction_unfinished' from verification_session
        where redaction_status = 'processing' and synced_at < ${before}
      union all
      select s.id, s.synced_at, 'redaction_unfinished' from verification v
        join verification_session s on s.verification_id = v.id
        where v.redaction_requested_at is not null and v.redacted_at is null
          and s.redaction_status is null and s.synced_at < ${before}
      union all
      select s.id, s.synced_at, case when v.started_at > ${opened} then 'unanswered' else 'window_over' end
        from verification_session s join verification v on v.id = s.verification_id
        where s.status = 'requires_input' and s.redaction_status is null and v.closed_at is null
          and s.synced_at < ${before} and s.synced_at > ${forgotten}
          and (v.started_at > ${opened} or s.synced_at < v.started_at + interval '48 hours')
      ) as unread
      where not ${hasSync("unread.id")}
      order by synced_at limit ${perRound}
    ) as stale order by id`;

  const found = { stuck_processing: 0, unanswered: 0, window_over: 0, redaction_unfinished: 0 };
  for (const [kind, rows] of Map.groupBy(stale, (row) => row.kind)) {
    await enqueueSyncs(
      db,
      rows.map(({ id }) => sessionTarget(id)),
      kind,
    );
    found[kind] = rows.length;
  }
  return found;
}

/**
 * Enqueues a sync of every VerificationSession that Stripe has and we do not, and that names somebody: the sync adopts it
 * by its metadata or client_reference_id. At most ten calls of Stripe's a round. Returns how many.
 */
export async function adoptUnknownSessions(): Promise<number> {
  return readSinceMark("sessions", listVerificationSessions, async (sessions) => {
    const claimed = sessions.filter((session) => session.claimed).map(({ id }) => id);
    const unknown = await db.$queryRaw<{ id: string }[]>`
      select id from unnest(${claimed}::text[]) as claimed (id)
      where not exists (select from verification_session where verification_session.id = claimed.id)
        and not ${hasSync("claimed.id")}`;
    await enqueueSyncs(
      db,
      unknown.map(({ id }) => sessionTarget(id)),
      "unknown_session",
    );
    return unknown.length;
  });
}

/**
 * Makes dead letters of the events whose sync died with its worker, and gives a job to those that have none. Returns how
 * many targets. Asks nothing of Stripe.
 */
export async function reconcileInbox(): Promise<{ dead_letter: number; stranded_event: number }> {
  const dead = await listDeadSyncs();
  const waiting = await db.stripeEvent.findMany({
    where: { objectId: { in: dead.map(({ target }) => target.id) }, outcome: "queued" },
    select: { objectId: true },
    distinct: ["objectId"],
  });
  const unseen = dead.filter(({ target }) => waiting.some(({ objectId }) => objectId === target.id));
  for (const { target, code } of unseen) await failEvents(target, code);

  const stranded = await listStranded();
  await enqueueSyncs(db, stranded, "stranded_event");
  return { dead_letter: unseen.length, stranded_event: stranded.length };
}

/** Targets with an event that waits for a job that there is not. Each stretch of the inbox is looked at once. */
async function listStranded(): Promise<Target[]> {
  const name = "stranded_events";
  const mark = await db.reconcilerMark.findUnique({ where: { name } });
  const reachedAt = new Date(now().getTime() - env().reconcileIntervalSeconds * 1000);
  const rows = await db.$queryRaw<{ type: string; objectId: string }[]>`
    select distinct on (object_id) type, object_id as "objectId" from stripe_event
    where received_at > ${mark?.reachedAt ?? new Date(0)} and received_at <= ${reachedAt} and outcome = 'queued'
      and not ${hasSync("object_id")}
    order by object_id`;
  await db.reconcilerMark.upsert({ where: { name }, create: { name, reachedAt }, update: { reachedAt } });
  return rows.map(targetOf).filter((target) => target !== null);
}

/** Adds a round's findings to the totals, and says that it has ended. */
export async function recordRound(found: Record<string, number>): Promise<void> {
  const at = now();
  await db.$transaction([
    ...Object.entries(found)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) =>
        db.reconcilerFinding.upsert({
          where: { kind },
          create: { kind, total: count, lastCount: count, lastFoundAt: at },
          update: { total: { increment: count }, lastCount: count, lastFoundAt: at },
        }),
      ),
    db.reconcilerMark.upsert({
      where: { name: "round" },
      create: { name: "round", reachedAt: at },
      update: { reachedAt: at },
    }),
  ]);
}

/** More than a person reads; the metrics count them all. */
const keptDrift = 20;

/** Writes down what a sync that the reconciler asked for found to differ, and mended. Keeps the newest 20. */
export async function recordMended(
  verificationSessionId: string,
  kind: string,
  { field, held, found }: Difference,
): Promise<void> {
  // The delete does not see the row that is added beside it.
  await db.$executeRaw`
    with added as (
      insert into mended_drift (verification_session_id, kind, field, held, found, mended_at)
      values (${verificationSessionId}, ${kind}, ${field}, ${held}, ${found}, ${now()})
    )
    delete from mended_drift where id in (select id from mended_drift order by id desc offset ${keptDrift - 1})`;
}
