import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { hasRecentSync, hasSync } from "@/lib/jobs/data";
import { sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { now } from "@/lib/time";

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
 * begin its attempts anew, so that a sync which can never succeed never became a dead letter, or did not stay one. Only one that has a
 * redaction to finish, which we owe to the person, is asked for again an hour after it died.
 */
export async function reconcileSessions(): Promise<Record<StaleKind, number>> {
  // A tenth of an interval: one that was read shortly before is left to the next round, and any loss is known within 1.1.
  const before = new Date(now().getTime() - env().reconcileIntervalSeconds * 100);
  const opened = new Date(now().getTime() - windowMs);
  const forgotten = new Date(now().getTime() - forgottenMs);
  // One branch for each index; all are short lists in a long table.
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
        where v.redaction_requested_at is not null and v.redacted_at is null and s.synced_at < ${before}
      union all
      select s.id, s.synced_at, case when v.started_at > ${opened} then 'unanswered' else 'window_over' end
        from verification_session s join verification v on v.id = s.verification_id
        where s.status = 'requires_input' and s.redaction_status is null and v.closed_at is null
          and s.synced_at < ${before} and s.synced_at > ${forgotten}
          and (v.started_at > ${opened} or s.synced_at < v.started_at + interval '48 hours')
      union all
      -- Those of persons of an account, who are none of our users: by one index, all that is not over.
      select session_id, coalesce(synced_at, started_at), case
          when redaction_requested_at is not null then 'redaction_unfinished'
          when status = 'processing' then 'stuck_processing'
          when started_at > ${opened} then 'unanswered' else 'window_over' end
        from person_session
        where (ended_at is null or redaction_requested_at is not null and redaction_status is distinct from 'redacted')
          and session_id is not null and coalesce(synced_at, started_at) < ${before} and (
            redaction_requested_at is not null or status = 'processing'
            or coalesce(synced_at, started_at) > ${forgotten}
              and (started_at > ${opened} or coalesce(synced_at, started_at) < started_at + interval '48 hours'))
      ) as unread
      where not case kind when 'redaction_unfinished' then ${hasRecentSync("unread.id")} else ${hasSync("unread.id")} end
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
