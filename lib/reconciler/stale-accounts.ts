import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { hasSync } from "@/lib/jobs/data";
import { accountTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { now } from "@/lib/time";

/** At most so many accounts a round: a bound on what one round may cost at Stripe. */
const perRound = 500;

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** An account of which nothing was heard is read once in so long: Stripe lists no undelivered events of other accounts. */
export const unheardMs = 7 * dayMs;

/** So long after a deadline Stripe may not have acted on it yet: what was read within it is read again. */
const actsWithinMs = hourMs;

/**
 * `deadline_over`: a deadline passed, and it was not read since Stripe must have acted on that. `stuck_checking`: Stripe checks
 * something, and it was not read for a while. `account_unheard`: nothing was read for a week. `account_unread`: it never was, because the
 * read that followed its creation failed.
 */
type StaleKind = "deadline_over" | "stuck_checking" | "account_unheard" | "account_unread";

/**
 * Enqueues a sync of every connected account that may have changed without our hearing of it and was not just read, 500 at
 * most; each sync is two calls of Stripe's. Returns how many by kind. One that has a job keeps it, as of `reconcileSessions`.
 */
export async function reconcileAccounts(): Promise<Record<StaleKind, number>> {
  const at = now();
  // As of `reconcileSessions`: one that was read shortly before is left to the next round.
  const before = new Date(at.getTime() - env().reconcileIntervalSeconds * 100);
  const unheard = new Date(at.getTime() - unheardMs);
  // Each branch by an index; what is closed stays as it is.
  const stale = await db.$queryRaw<{ id: string; kind: StaleKind }[]>`
    select distinct on (id) id, kind from (select * from (
      select stripe_id as id, synced_at, 'deadline_over' as kind from connected_account
        where due_by < ${at} and synced_at < due_by + ${actsWithinMs} * interval '1 ms' and status <> 'closed'
          and synced_at < ${before}
      union all
      select stripe_id, synced_at, 'stuck_checking' from connected_account
        where (status = 'checking' or pending_count > 0 and status <> 'closed') and synced_at < ${before}
      union all
      select stripe_id, synced_at, 'account_unheard' from connected_account
        where synced_at < ${unheard} and status <> 'closed'
      union all
      select stripe_id, created_at, 'account_unread' from connected_account
        where synced_at is null and created_at < ${before}
      ) as unread
      where id is not null and not ${hasSync("unread.id")}
      order by synced_at limit ${perRound}
    ) as stale order by id, kind`;

  const found = { deadline_over: 0, stuck_checking: 0, account_unheard: 0, account_unread: 0 };
  for (const [kind, rows] of Map.groupBy(stale, (row) => row.kind)) {
    await enqueueSyncs(
      db,
      rows.map(({ id }) => accountTarget(id)),
      kind,
    );
    found[kind] = rows.length;
  }
  return found;
}
