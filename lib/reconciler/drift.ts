import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { read } from "@/lib/db/lists";
import { isAppError } from "@/lib/errors";
import type { Drift, MendedDrift } from "@/lib/reconciler/schema";
import { getVerificationSession, listVerificationReports } from "@/lib/stripe/identity";
import { getVerificationOf } from "@/lib/verification/of-session";
import { type DriftSide, driftFields } from "@/lib/verification/schema";
import { Prisma } from "@/prisma/generated/client";

/** What the reconciler's syncs found to differ, newest first, at most 20; each row is for `toMended`. */
export const mendedRows = Prisma.sql`select id::text, verification_session_id as "verificationSessionId", kind, field, held,
  found, mended_at as "mendedAt" from mended_drift order by mended_drift.id desc limit 20`;

/** A row of `mendedRows`, whose time is text where it comes in JSON. */
export type MendedRow = Omit<MendedDrift, "field" | "mendedAt"> & { field: string; mendedAt: Date | string };

/** What pages show of such a row. */
export const toMended = ({ field, mendedAt, ...row }: MendedRow): MendedDrift => ({
  ...row,
  field: driftFields.find((known) => known === field) ?? "unknown",
  mendedAt: new Date(mendedAt).toISOString(),
});

/** What the reconciler's syncs found to differ, newest first, at most 20. Null for a role that may not. */
export async function listMended(viewer: Viewer): Promise<MendedDrift[] | null> {
  return may(viewer.role, "events.read") ? (await read<MendedRow>(mendedRows)).map(toMended) : null;
}

/** Asks Stripe about one VerificationSession and holds the answer against our rows; writes nothing. Null for a role that may not. */
export async function getDrift(viewer: Viewer, verificationSessionId: string): Promise<Drift | null> {
  if (!may(viewer.role, "events.read")) return null;
  const [row, stripe, verification] = await Promise.all([
    db.verificationSession.findUnique({
      where: { id: verificationSessionId },
      select: {
        status: true,
        lastErrorCode: true,
        redactionStatus: true,
        syncedAt: true,
        _count: { select: { reports: true } },
      },
    }),
    askStripe(verificationSessionId),
    getVerificationOf(viewer, verificationSessionId),
  ]);
  const ours: DriftSide | null = row && {
    status: row.status,
    lastErrorCode: row.lastErrorCode,
    reports: row._count.reports,
    redaction: row.redactionStatus,
  };
  const theirs = stripe.kind === "known" ? stripe.side : null;
  return {
    verificationSessionId,
    ours,
    syncedAt: row?.syncedAt.toISOString() ?? null,
    stripe,
    differs: ours && theirs ? driftFields.filter((side) => ours[side] !== theirs[side]) : [],
    verification,
    sync: stripe.kind === "known" && may(viewer.role, "events.replay"),
  };
}

async function askStripe(verificationSessionId: string): Promise<Drift["stripe"]> {
  try {
    const [answer, reports] = await Promise.all([
      getVerificationSession(verificationSessionId),
      listVerificationReports(verificationSessionId),
    ]);
    if (!answer) return { kind: "absent" };
    const { status, lastErrorCode, redactionStatus } = answer.session;
    return { kind: "known", side: { status, lastErrorCode, reports: reports.length, redaction: redactionStatus } };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { kind: "unavailable" };
  }
}
