import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { countLimit, cut, read } from "@/lib/db/lists";
import { env } from "@/lib/env";
import { p99OfAnswers } from "@/lib/metrics/metrics";
import { syncKey } from "@/lib/queue/queue";
import { apiVersion } from "@/lib/stripe/client";
import { now } from "@/lib/time";
import { listMended } from "@/lib/webhooks/drift";
import { isFailed } from "@/lib/webhooks/events-data";
import type { EndpointHealth } from "@/lib/webhooks/events-schema";
import { Prisma } from "@/prisma/generated/client";

/** How endpoint, queue and reconciler are doing; cheap at any number of events. Null for a role that may not. */
export async function getEndpointHealth(viewer: Viewer): Promise<EndpointHealth | null> {
  if (!may(viewer.role, "events.read")) return null;
  const { livemode, webhookSecrets } = env().stripe;
  const dayAgo = new Date(now().getTime() - 24 * 60 * 60 * 1000);
  const task = syncKey("").slice(0, -1);

  const [lastEvent, [recent], hours, [queue], mark, findings, mended, answers] = await Promise.all([
    db.stripeEvent.findFirst({
      orderBy: { receivedAt: "desc" },
      select: { id: true, receivedAt: true, apiVersion: true },
    }),
    read<EndpointHealth["recent"]>(Prisma.sql`
      select count(*)::int as events, (count(*) filter (where outcome = 'failed'))::int as failed,
        (count(*) filter (where livemode <> ${livemode}))::int as "otherMode",
        (count(*) filter (where api_version <> ${apiVersion}))::int as "otherVersion"
      from (select outcome, livemode, api_version from stripe_event where received_at > ${dayAgo}
        order by received_at desc limit ${countLimit}) as recent`),
    read<{ startsAt: Date; events: number; failed: number }>(Prisma.sql`
      select hour as "startsAt",
        (select count(*) from (select from stripe_event
          where received_at >= hour and received_at < hour + interval '1 hour' limit ${countLimit}) as e)::int as events,
        (select count(*) from (select from stripe_event e where ${isFailed}
          and received_at >= hour and received_at < hour + interval '1 hour' limit ${countLimit}) as e)::int as failed
      from generate_series(date_trunc('hour', ${now()}::timestamptz) - interval '23 hours',
        date_trunc('hour', ${now()}::timestamptz), interval '1 hour') as hour`),
    read<{ waiting: number; oldestAt: Date | null; workers: number }>(Prisma.sql`
      select (select count(*) from (select from graphile_worker.jobs
          where task_identifier = ${task} and attempts < max_attempts limit ${countLimit + 1}) as job)::int as waiting,
        (select created_at from graphile_worker.jobs
          where task_identifier = ${task} and attempts < max_attempts order by id limit 1) as "oldestAt",
        (select count(*) from living_worker)::int as workers`),
    db.reconcilerMark.findUnique({ where: { name: "round" } }),
    db.reconcilerFinding.findMany({ orderBy: { lastFoundAt: "desc" } }),
    listMended(viewer),
    p99OfAnswers(),
  ]);
  return {
    lastEvent: lastEvent && { ...lastEvent, receivedAt: lastEvent.receivedAt.toISOString() },
    recent: recent ?? { events: 0, failed: 0, otherMode: 0, otherVersion: 0 },
    hours: hours.map((hour) => ({ ...hour, startsAt: hour.startsAt.toISOString() })),
    livemode,
    apiVersion,
    secrets: webhookSecrets.map((secret) => secret.slice(-4)),
    queue: {
      waiting: cut(queue?.waiting ?? 0),
      oldestAt: queue?.oldestAt?.toISOString() ?? null,
      workers: queue?.workers ?? 0,
    },
    answers,
    reconciler: {
      roundAt: mark?.reachedAt.toISOString() ?? null,
      nextAt: mark && new Date(mark.reachedAt.getTime() + env().reconcileIntervalSeconds * 1000).toISOString(),
      // What a round found bears the very moment at which it ended.
      asked: findings
        .filter(
          ({ kind, lastFoundAt }) => kind !== "dead_letter" && lastFoundAt.getTime() === mark?.reachedAt.getTime(),
        )
        .reduce((sum, { lastCount }) => sum + lastCount, 0),
      findings: findings.map(({ kind, total, lastFoundAt }) => ({
        kind,
        total: Number(total),
        lastFoundAt: lastFoundAt.toISOString(),
      })),
      mended: mended ?? [],
    },
  };
}
