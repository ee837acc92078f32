import "server-only";
import { type AuditAction, auditActions, type RevealReason, revealReasons } from "@/lib/audit/actions";
import { db } from "@/lib/db/client";
import type { TimelineEntry } from "@/lib/verification/schema";
import type { Consent, VerificationSession } from "@/prisma/generated/client";

/** More lines than anybody reads; the audit log itself keeps them all. */
const limit = 200;

const toAction = (raw: string): AuditAction | undefined => auditActions.find((action) => action === raw);
const toReason = (raw: string | null): RevealReason | null => revealReasons.find((reason) => reason === raw) ?? null;

const order = ["opened", "consent", "created", "processing", "result", "ours"] as const;

/** Stripe's times are whole seconds; what shares one is told in the order in which it must have happened. */
function rankOf(entry: TimelineEntry): number {
  if (entry.source === "applicant") return order.indexOf(entry.what === "opened" ? "opened" : "consent");
  if (entry.source !== "stripe") return order.indexOf("ours");
  const step = (["created", "processing"] as const).find((type) => entry.eventType.endsWith(`.${type}`));
  return order.indexOf(step ?? "result");
}

const secondOf = (entry: TimelineEntry) => entry.at.slice(0, "2026-11-21T00:00:00".length);

/** What happened to a verification: Stripe's events, the person's own steps, and ours. Newest first, at most 200. */
export async function readTimeline(verification: {
  id: string;
  createdAt: Date;
  consents: Pick<Consent, "choice" | "version" | "locale" | "createdAt">[];
  sessions: Pick<VerificationSession, "id">[];
}): Promise<TimelineEntry[]> {
  const [events, entries] = await Promise.all([
    db.stripeEvent.findMany({
      where: { objectId: { in: verification.sessions.map((session) => session.id) } },
      select: { id: true, type: true, createdAt: true },
      orderBy: { createdAt: "desc" },
      take: limit,
    }),
    // What was requested and given has entries of its own.
    db.auditEntry.findMany({
      where: { verificationId: verification.id, action: { not: "evidence.requested" } },
      orderBy: { id: "desc" },
      take: limit,
    }),
  ]);

  const lines: TimelineEntry[] = [
    ...events.map(
      (event): TimelineEntry => ({
        source: "stripe",
        at: event.createdAt.toISOString(),
        eventType: event.type,
        stripeEventId: event.id,
        code: null,
      }),
    ),
    ...verification.consents.map(
      (consent): TimelineEntry => ({
        source: "applicant",
        at: consent.createdAt.toISOString(),
        what: consent.choice === "agreed" ? "consent_agreed" : "consent_without_face_check",
        consentVersion: consent.version,
        locale: consent.locale,
      }),
    ),
    ...entries.flatMap((entry): TimelineEntry[] => {
      const action = toAction(entry.action);
      if (!action) return [];
      const common = { at: entry.at.toISOString(), action, subject: entry.subject };
      return entry.actorRole
        ? [{ source: "staff", ...common, actor: entry.actorRole, reason: toReason(entry.reason) }]
        : [{ source: "system", ...common }];
    }),
    {
      source: "applicant",
      at: verification.createdAt.toISOString(),
      what: "opened",
      consentVersion: null,
      locale: null,
    },
  ];
  return lines
    .sort((a, b) => secondOf(b).localeCompare(secondOf(a)) || rankOf(b) - rankOf(a) || b.at.localeCompare(a.at))
    .slice(0, limit);
}
