import "server-only";
import { Gauge, Registry } from "prom-client";
import { db } from "@/lib/db/client";
import { readJobStats } from "@/lib/jobs/stats";
import { countMails } from "@/lib/mail/stats";

/**
 * What the database says at this moment about all processes together, as Prometheus text: jobs by state, age of the
 * oldest ready one, failed events, mails that wait or failed, verifications and
 * sellers' accounts by status. Where it does not answer, only that is told, with `onboarding_database_up 0`.
 */
export async function databaseMetrics(): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const up = new Gauge({
    name: "onboarding_database_up",
    help: "Whether the database answered this scrape.",
    registers,
  });
  const found = await read().catch(() => null);
  up.set(found ? 1 : 0);
  if (!found) return registry.metrics();

  const jobs = new Gauge({
    name: "onboarding_jobs",
    help: "Jobs by state; dead: out of attempts, waiting for a person.",
    labelNames: ["state"],
    registers,
  });
  const age = new Gauge({
    name: "onboarding_oldest_ready_job_age_seconds",
    help: "How long the job that has waited longest could have been running; 0 when none waits.",
    registers,
  });
  const verifications = new Gauge({
    name: "onboarding_verifications",
    help: "Verifications by derived status.",
    labelNames: ["status"],
    registers,
  });
  const accounts = new Gauge({
    name: "onboarding_connected_accounts",
    help: "Sellers' accounts by status.",
    labelNames: ["status"],
    registers,
  });
  const failedEvents = new Gauge({
    name: "onboarding_failed_events",
    help: "Dead letters: events whose job used up its attempts, waiting for a person.",
    registers,
  });
  const mails = new Gauge({
    name: "onboarding_mails",
    help: "Mails of the outbox; queued: not handed over yet, failed: given up within the last seven days.",
    labelNames: ["outcome"],
    registers,
  });
  for (const [outcome, count] of Object.entries(found.mails)) mails.set({ outcome }, count);
  for (const [state, count] of Object.entries(found.jobs)) jobs.set({ state }, count);
  age.set(found.oldestReadySeconds);
  failedEvents.set(found.failedEvents);
  for (const { status, count } of found.verifications) verifications.set({ status }, count);
  for (const { status, count } of found.accounts) accounts.set({ status }, count);
  return registry.metrics();
}

async function read() {
  const [stats, mails, [failed], verifications, accounts] = await Promise.all([
    readJobStats(),
    countMails(),
    db.$queryRaw<{ count: number }[]>`select count(*)::int as count from stripe_event where failure_code is not null`,
    db.$queryRaw<{ status: string; count: number }[]>`
      select status::text, count(v.id)::int as count
      from unnest(enum_range(null::derived_status)) status left join verification v using (status) group by status`,
    db.$queryRaw<{ status: string; count: number }[]>`
      select status::text, count(a.id)::int as count
      from unnest(enum_range(null::connect_status)) status left join connected_account a using (status) group by status`,
  ]);
  return { ...stats, mails, failedEvents: failed?.count ?? 0, verifications, accounts };
}
