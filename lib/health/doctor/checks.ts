import "server-only";
import { ago } from "@/i18n/format";
import { type Check, groups, type Patient } from "@/lib/health/doctor/check";
import { checkConnect } from "@/lib/health/doctor/connect";
import { checkDatabase } from "@/lib/health/doctor/database";
import { checkKeys } from "@/lib/health/doctor/keys";
import { checkRunning, type Figures } from "@/lib/health/doctor/running";
import { checkClock, checkMail } from "@/lib/health/doctor/surroundings";
import { askForEndpoints, checkWebhooks } from "@/lib/health/doctor/webhooks";
import { now } from "@/lib/time";

/** Everything that was found, in the order in which it is shown. */
export type Report = { checks: Check[]; figures: Figures | null; at: Date; durationMs: number };

/**
 * Runs every check, in a few seconds even when nothing answers. Never throws for what it finds. Changes nothing: the calls
 * at Stripe name objects that cannot exist, and the emulator sends an event that it had sent before, which is counted and nothing else.
 */
export async function runChecks(patient: Patient): Promise<Report> {
  const { env } = patient;
  const at = now();
  const startedAt = performance.now();
  const mail = checkMail(patient);
  const [first, database, running] = await Promise.all([
    askForEndpoints(env.stripe).then((probe) => ({
      probe,
      clock: checkClock(patient, probe, now()),
    })),
    checkDatabase(patient),
    checkRunning(patient),
  ]);
  const { figures } = running;
  const lastAt = figures?.lastOwnEventAt;
  const age = lastAt ? ago(at.getTime() - lastAt.getTime(), patient.locale) : null;
  const [keys, webhooks, connect] = await Promise.all([
    checkKeys(patient, first.probe),
    checkWebhooks(patient, first.probe, age),
    checkConnect(patient, first.probe),
  ]);
  const found = [...keys, ...webhooks, ...connect, ...database, ...running.checks, await mail, first.clock];
  const checks = groups.flatMap((group) => found.filter((check) => check.group === group));
  return { checks, figures, at, durationMs: Math.round(performance.now() - startedAt) };
}

/** What is wrong with an environment that `readEnv` refused: nothing else can be looked at before it is fixed. */
export function environmentChecks(problems: readonly string[], words: Patient["words"]): Check[] {
  return problems.map((problem) => ({
    group: "environment",
    name: problem.split(" ")[0] ?? problem,
    state: "failed",
    what: problem.split(" ").slice(1).join(" "),
    why: words("environment.variable.why"),
    fix: words("environment.variable.fix"),
  }));
}
