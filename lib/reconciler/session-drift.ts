import "server-only";
import { db } from "@/lib/db/client";
import { getVerificationSession, listVerificationReports } from "@/lib/stripe/identity";
import type { DriftSide } from "@/lib/verification/schema";

/** What we hold of a VerificationSession, in Stripe's words, and when we last read it. Null: nothing. */
export async function readHeldSession(id: string): Promise<{ side: DriftSide; syncedAt: Date } | null> {
  const row = await db.verificationSession.findUnique({
    where: { id },
    select: {
      status: true,
      lastErrorCode: true,
      redactionStatus: true,
      syncedAt: true,
      _count: { select: { reports: true } },
    },
  });
  if (!row) return readHeldPersonSession(id);
  const { status, lastErrorCode, redactionStatus, syncedAt, _count } = row;
  return { side: { status, lastErrorCode, reports: _count.reports, redaction: redactionStatus }, syncedAt };
}

/** Of one that proves a person of an account and is nobody's verification. */
async function readHeldPersonSession(sessionId: string): Promise<{ side: DriftSide; syncedAt: Date } | null> {
  const row = await db.personSession.findUnique({ where: { sessionId } });
  if (!row?.status || !row.syncedAt) return null;
  const { status, lastErrorCode, attempts, redactionStatus, syncedAt } = row;
  return { side: { status, lastErrorCode, reports: attempts, redaction: redactionStatus }, syncedAt };
}

/** What Stripe says of it. Null: it has no such session under our key. Fails as the gateway does. */
export async function askForSession(id: string): Promise<DriftSide | null> {
  const [answer, reports] = await Promise.all([getVerificationSession(id), listVerificationReports(id)]);
  if (!answer) return null;
  const { status, lastErrorCode, redactionStatus } = answer.session;
  return { status, lastErrorCode, reports: reports.length, redaction: redactionStatus };
}
