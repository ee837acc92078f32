import "server-only";
import { revealReasons } from "@/lib/audit/actions";
import { appendAudit } from "@/lib/audit/log";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { createImageLink, readSensitiveResults } from "@/lib/stripe/sensitive";
import type { EvidenceResult } from "@/lib/verification/schema";

/**
 * Reads birth date, numbers, expiry and links to the pictures from Stripe, for this moment and this person. Each field
 * and picture that was there is written to the audit log before anything is handed on: unwritten, nothing is shown.
 */
export async function revealEvidence(viewer: Viewer, id: string, reasonInput: unknown): Promise<EvidenceResult> {
  const reason = revealReasons.find((known) => known === reasonInput);
  if (!reason) return { ok: false, code: "invalid_input" };
  const verification = may(viewer.role, "evidence.read")
    ? await db.verification.findUnique({
        where: { id },
        select: { userId: true, redactionRequestedAt: true, currentSessionId: true, attempts: true },
      })
    : null;
  if (!verification || verification.userId === viewer.userId) return { ok: false, code: "not_allowed" };
  if (verification.redactionRequestedAt) return { ok: false, code: "redacted" };
  if (!verification.currentSessionId || verification.attempts === 0) return { ok: false, code: "no_report" };

  try {
    const results = await readSensitiveResults(verification.currentSessionId);
    if (!results) return { ok: false, code: "no_report" };
    const links = await Promise.all(
      // The link's end is Stripe's to judge, so its time is the real one.
      results.files.map(async ({ kind, fileId }) => ({ kind, fileId, ...(await createImageLink(fileId, new Date())) })),
    );
    const { files: _files, ...fields } = results;
    const seen = Object.entries(fields).flatMap(([field, value]) => (value === null ? [] : [field]));

    await db.$transaction((tx) =>
      appendAudit(tx, viewer, [
        ...seen.map((subject) => ({ action: "evidence.revealed" as const, verificationId: id, subject, reason })),
        ...links.map(({ kind, fileId }) => ({
          action: "evidence.image_opened" as const,
          verificationId: id,
          subject: `${kind}:${fileId}`,
          reason,
        })),
      ]),
    );
    const expiresAt = links[0]?.expiresAt ?? new Date(Date.now() + 25_000);
    return {
      ok: true,
      evidence: {
        ...fields,
        images: links.map(({ kind, url }) => ({ kind, url })),
        expiresAt: expiresAt.toISOString(),
      },
    };
  } catch (error) {
    if (!isAppError(error, "stripe_unavailable", "stripe_busy", "stripe_refused")) throw error;
    log.error("evidence could not be read", { verificationId: id, code: error.code }, error);
    // Stripe refuses the restricted key above all when its 48 hours are over.
    return { ok: false, code: error.code === "stripe_refused" ? "window_over" : "stripe_unavailable" };
  }
}
