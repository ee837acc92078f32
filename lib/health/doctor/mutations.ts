import "server-only";
import { appendAudit } from "@/lib/audit/log";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { nameEvents, planEvents } from "@/lib/health/doctor/webhooks";

/** How it went, in a closed list. */
export type FixResult =
  | { ok: true }
  | { ok: false; code: "not_allowed" | "nothing_to_fix" | "no_endpoint" | "stripe_unavailable" | "stripe_refused" };

/**
 * Lets the webhook endpoint at Stripe name exactly our events. Repeating it changes nothing. Who asked is written down
 * first: whether a call that stays without an answer took effect, nobody knows.
 */
export async function fixEndpointEvents(viewer: Viewer<"health.fix">): Promise<FixResult> {
  if (!may(viewer.role, "health.fix")) return { ok: false, code: "not_allowed" };
  const plan = await planEvents(env());
  if (plan === "no_stripe") return { ok: false, code: "stripe_unavailable" };
  if (plan === "no_endpoint") return { ok: false, code: "no_endpoint" };
  if (plan.added.length + plan.removed.length === 0) return { ok: false, code: "nothing_to_fix" };

  await appendAudit(db, viewer, [{ action: "endpoint.events_requested", targetId: plan.endpointId }]);
  const answer = await nameEvents(env().stripe, plan.endpointId);
  if (!answer || answer.status >= 500 || answer.status === 429) return { ok: false, code: "stripe_unavailable" };
  return answer.status === 200 ? { ok: true } : { ok: false, code: "stripe_refused" };
}
