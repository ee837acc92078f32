import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { toReference } from "@/lib/verification/reference";

/** The verification that a session belongs to. Null when there is none, or none for this viewer. */
export async function getVerificationOf(
  viewer: Viewer,
  verificationSessionId: string,
): Promise<{ id: string; reference: string } | null> {
  if (!may(viewer.role, "verifications.read")) return null;
  const session = await db.verificationSession.findUnique({
    where: { id: verificationSessionId },
    select: { verification: { select: { id: true, referenceNumber: true } } },
  });
  return session && { id: session.verification.id, reference: toReference(session.verification.referenceNumber) };
}
