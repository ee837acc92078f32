import "server-only";
import type { RevealReason } from "@/lib/audit/actions";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { caseFor } from "@/lib/cases/case-row";
import { evidenceOf, mayReveal } from "@/lib/cases/rules";
import type { EvidenceResult } from "@/lib/cases/schema";
import { db } from "@/lib/db/client";
import { revealLimit } from "@/lib/policy/limits";
import { createImageLink, readSensitiveResults } from "@/lib/stripe/sensitive";
import { now } from "@/lib/time";

/**
 * Reads what is never stored and links to the pictures from Stripe, for this moment and this person. Each field and picture
 * that was there is written to the audit log before anything is handed on: unwritten, nothing is shown. A picture that
 * Stripe refuses says so itself, and the rest is shown.
 */
export async function revealEvidence(
  viewer: Viewer<"evidence.read">,
  id: string,
  reason: RevealReason,
): Promise<EvidenceResult> {
  const found = await caseFor(id, (facts) => mayReveal(viewer, facts, now()));
  if (!found.ok) return found;
  const evidence = evidenceOf(found.row);
  if (!evidence) return { ok: false, code: "no_report" };
  if (!(await mayLookAgain(viewer, id, reason))) return { ok: false, code: "too_many" };

  const results = await readSensitiveResults(evidence.sessionId, evidence.reportedAt);
  if (!results.ok) return { ok: false, code: results.refusal };
  const { files, ...fields } = results.value;
  const pictures = await Promise.all(
    // The link's end is Stripe's to judge, so its time is the real one.
    files.map(async ({ kind, fileId }) => ({ kind, fileId, link: await createImageLink(fileId, new Date()) })),
  );
  const seen = Object.entries(fields).flatMap(([field, value]) => (value === null ? [] : [field]));
  const opened = pictures.flatMap(({ kind, fileId, link }) => (link.ok ? [{ kind, fileId, ...link.value }] : []));

  await db.$transaction((tx) =>
    appendAudit(tx, viewer, [
      ...seen.map((subject) => ({ action: "evidence.revealed" as const, targetId: id, subject, reason })),
      ...opened.map(({ kind, fileId }) => ({
        action: "evidence.image_opened" as const,
        targetId: id,
        subject: `${kind}:${fileId}`,
        reason,
      })),
    ]),
  );
  const expiresAt = opened[0]?.expiresAt ?? new Date(Date.now() + 25_000);
  return {
    ok: true,
    evidence: {
      ...fields,
      images: pictures.map(({ kind, link }) =>
        link.ok ? { kind, url: link.value.url } : { kind, refusal: link.refusal },
      ),
      expiresAt: expiresAt.toISOString(),
    },
  };
}

/**
 * Takes one of the looks that this person has left, or writes down that there was none. The person's row is locked, so that
 * parallel requests are counted one after the other.
 */
async function mayLookAgain(viewer: Viewer, verificationId: string, reason: RevealReason): Promise<boolean> {
  const before = (seconds: number) => new Date(now().getTime() - seconds * 1000);
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from "user" where id = ${viewer.userId}::uuid for no key update`;
    const [taken] = await tx.$queryRaw<{ minute: number; day: number }[]>`
      select count(*) filter (where at > ${before(60)})::int as minute, count(*)::int as day from audit_entry
      where actor_id = ${viewer.userId}::uuid and action = 'evidence.requested' and at > ${before(24 * 60 * 60)}`;
    const left = taken !== undefined && taken.minute < revealLimit.perMinute && taken.day < revealLimit.perDay;
    const action = left ? ("evidence.requested" as const) : ("evidence.refused" as const);
    await appendAudit(tx, viewer, [{ action, targetId: verificationId, reason }]);
    return left;
  });
}
