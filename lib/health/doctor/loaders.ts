import "server-only";
import { notFound } from "next/navigation";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { databasePool } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Patient } from "@/lib/health/doctor/check";
import { type Report, runChecks } from "@/lib/health/doctor/checks";
import { printReport } from "@/lib/health/doctor/print";
import { type EventsPlan, planEvents } from "@/lib/health/doctor/webhooks";
import { listProcesses, type RunningProcess } from "@/lib/metrics/presence";

/** A report as the page shows it. */
export type Health = Report & {
  /** What the terminal would print of it. */
  text: string;
  /** Null when the database does not tell. */
  processes: RunningProcess[] | null;
};

/** The checks of the doctor, of this very process; for a role that may not, the page does not exist. */
export async function loadHealth(
  viewer: Viewer,
  { words, locale }: Pick<Patient, "words" | "locale">,
): Promise<Health> {
  if (!may(viewer.role, "health.read")) notFound();
  const [report, processes] = await Promise.all([
    runChecks({ env: env(), database: databasePool(), words, locale, forwarded: false }),
    listProcesses().catch(() => null),
  ]);
  const source = words("print.ownProcess");
  return {
    ...report,
    text: printReport({ source, env: env(), ...report }, words, { coloured: false }),
    processes,
  };
}

/** What would change at Stripe so that the endpoint names exactly our events; for a role that may not, a 404. */
export async function loadEventsPlan(viewer: Viewer): Promise<EventsPlan | "no_stripe" | "no_endpoint"> {
  if (!may(viewer.role, "health.fix")) notFound();
  return planEvents(env());
}
