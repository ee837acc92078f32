import "server-only";
import { isAuditAction, type RevealReason, revealReasons } from "@/lib/audit/actions";
import { type CaseRow, timelineLimit } from "@/lib/cases/case-row";
import type { TimelineEntry } from "@/lib/cases/schema";

const toReason = (raw: string | null): RevealReason | null => revealReasons.find((reason) => reason === raw) ?? null;

const toIso = (time: string) => new Date(time).toISOString();

const order = ["opened", "consent", "created", "processing", "asked", "result", "ours"] as const;

/** Stripe's times are whole seconds; what shares one is told in the order in which it must have happened. */
function rankOf(entry: TimelineEntry): number {
  if (entry.source === "applicant") return order.indexOf(entry.what === "opened" ? "opened" : "consent");
  // What is asked of Stripe is written down first, and its event tells that it was done.
  if (entry.source !== "stripe") return order.indexOf(entry.action.endsWith("_requested") ? "asked" : "ours");
  const step = (["created", "processing"] as const).find((type) => entry.eventType.endsWith(`.${type}`));
  return order.indexOf(step ?? "result");
}

const secondOf = (entry: TimelineEntry) => entry.at.slice(0, "2026-11-21T00:00:00".length);

/** What happened to a verification: Stripe's events, the person's own steps, and ours. Newest first, at most 200. */
export function toTimeline(
  verification: Pick<CaseRow, "createdAt" | "consents" | "events" | "entries">,
): TimelineEntry[] {
  const lines: TimelineEntry[] = [
    ...verification.events.map(
      (event): TimelineEntry => ({
        source: "stripe",
        at: toIso(event.createdAt),
        eventType: event.type,
        stripeEventId: event.id,
      }),
    ),
    ...verification.consents.map(
      (consent): TimelineEntry => ({
        source: "applicant",
        at: toIso(consent.createdAt),
        what: consent.choice === "agreed" ? "consent_agreed" : "consent_without_face_check",
        consentVersion: consent.version,
        locale: consent.locale,
      }),
    ),
    ...verification.entries.flatMap((entry): TimelineEntry[] => {
      if (!isAuditAction(entry.action)) return [];
      const common = { at: toIso(entry.at), action: entry.action, subject: entry.subject };
      return entry.actorRole
        ? [{ source: "staff", ...common, actor: entry.actorRole, reason: toReason(entry.reason) }]
        : [{ source: "system", ...common }];
    }),
    {
      source: "applicant",
      at: verification.createdAt.toISOString(),
      what: "opened",
    },
  ];
  return lines
    .sort((a, b) => secondOf(b).localeCompare(secondOf(a)) || rankOf(b) - rankOf(a) || b.at.localeCompare(a.at))
    .slice(0, timelineLimit);
}
