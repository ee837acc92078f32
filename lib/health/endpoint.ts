import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { cap, countLimit } from "@/lib/capped-count";
import { allOf, constant, oneOf, read } from "@/lib/db/lists";
import { env } from "@/lib/env";
import { isFailed } from "@/lib/events/data";
import { lastDelivered } from "@/lib/events/stats";
import type { EndpointHealth } from "@/lib/health/schema";
import { countWaiting, oldestWaitingAt } from "@/lib/jobs/stats";
import { p99OfAnswers } from "@/lib/metrics/metrics";
import { type FixedRow, fixedRows, toFixed } from "@/lib/reconciler/drift";
import { apiVersion } from "@/lib/stripe/client";
import { now } from "@/lib/time";
import { Prisma } from "@/prisma/generated/client";

/** What the statement brings; the times of JSON are text. */
type Found = {
  lastEvent: { id: string; receivedAt: string; apiVersion: string | null } | null;
  recent: EndpointHealth["recent"];
  hours: EndpointHealth["hours"];
  waiting: number;
  oldestAt: Date | null;
  workers: number;
  roundAt: Date | null;
  findings: { kind: string; total: number; lastCount: number; lastFoundAt: string }[];
  fixed: FixedRow[];
};

const toIso = (time: string) => new Date(time).toISOString();

/** The events of the hour that begins at "startsAt", counted to the limit; `condition` ends with "and". */
const countBetween = (condition: Prisma.Sql) => Prisma.sql`(select count(*) from (
  select from stripe_event e where ${condition} received_at >= "startsAt" and received_at < "startsAt" + interval '1 hour'
  limit ${constant(countLimit)}) as counted)`;

/** How endpoint, queue and reconciler are doing; cheap at any number of events. Null for a role that may not. */
export async function getEndpointHealth(viewer: Viewer): Promise<EndpointHealth | null> {
  if (!may(viewer.role, "events.read")) return null;
  const { livemode, webhookSecrets } = env().stripe;
  const dayAgo = new Date(now().getTime() - 24 * 60 * 60 * 1000);

  const [[found], answers] = await Promise.all([
    read<Found>(Prisma.sql`select
      ${oneOf(Prisma.raw(lastDelivered(`id, received_at as "receivedAt", api_version as "apiVersion"`)))} as "lastEvent",
      ${oneOf(Prisma.sql`select count(*) as events, count(*) filter (where outcome = 'failed') as failed,
          count(*) filter (where livemode <> ${livemode}) as "otherMode",
          count(*) filter (where api_version <> ${apiVersion}) as "otherVersion"
        from (select outcome, livemode, api_version from stripe_event where received_at > ${dayAgo}
          order by received_at desc limit ${constant(countLimit)}) as newest`)} as recent,
      ${allOf(Prisma.sql`select "startsAt", ${countBetween(Prisma.empty)} as events,
          ${countBetween(Prisma.sql`${isFailed} and`)} as failed
        from (select date_trunc('hour', ${now()}::timestamptz) - back * interval '1 hour' as "startsAt"
          from generate_series(23, 0, -1) as back) as hour`)} as hours,
      ${Prisma.raw(countWaiting(countLimit + 1))} as waiting,
      ${Prisma.raw(oldestWaitingAt)} as "oldestAt",
      (select count(*) from living_worker)::int as workers,
      (select reached_at from reconciler_mark where name = 'round') as "roundAt",
      ${allOf(Prisma.sql`select kind, total, last_count as "lastCount", last_found_at as "lastFoundAt"
        from reconciler_finding order by last_found_at desc`)} as findings,
      ${allOf(fixedRows)} as fixed`),
    p99OfAnswers(),
  ]);
  if (!found) throw new Error("a statement without a table gave no row");
  const { lastEvent, recent, hours, waiting, oldestAt, workers, roundAt, findings, fixed } = found;
  return {
    lastEvent: lastEvent && { ...lastEvent, receivedAt: toIso(lastEvent.receivedAt) },
    recent,
    hours: hours.map((hour) => ({ ...hour, startsAt: toIso(hour.startsAt) })),
    livemode,
    apiVersion,
    secrets: webhookSecrets.map((secret) => secret.slice(-4)),
    queue: {
      waiting: cap(waiting),
      oldestAt: oldestAt?.toISOString() ?? null,
      workers,
    },
    answers,
    reconciler: {
      roundAt: roundAt?.toISOString() ?? null,
      nextAt: roundAt && new Date(roundAt.getTime() + env().reconcileIntervalSeconds * 1000).toISOString(),
      // What a round found bears the very moment at which it ended.
      asked: findings
        .filter(
          ({ kind, lastFoundAt }) => kind !== "dead_letter" && new Date(lastFoundAt).getTime() === roundAt?.getTime(),
        )
        .reduce((sum, { lastCount }) => sum + lastCount, 0),
      findings: findings.map(({ kind, total, lastFoundAt }) => ({
        kind,
        total,
        lastFoundAt: toIso(lastFoundAt),
      })),
      fixed: toFixed(viewer.role, fixed),
    },
  };
}
