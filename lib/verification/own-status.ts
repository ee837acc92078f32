import "server-only";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { askWhenSilent, patienceMs } from "@/lib/verification/ask-when-silent";
import { versionOf } from "@/lib/verification/data";
import type { DerivedStatus } from "@/lib/verification/schema";

/**
 * The status for the page that waits for it. `settled`: Stripe has spoken since the last start and nothing moves. Asks
 * Stripe itself, at most once in 5 s, when nothing was heard. `version` changes when the page has something new to show.
 */
export async function checkMyStatus(
  viewer: Viewer,
  { arrivedAt }: { arrivedAt: Date },
): Promise<{ status: DerivedStatus; settled: boolean; version: string }> {
  const read = () =>
    db.verification.findFirst({
      where: { userId: viewer.userId },
      orderBy: { referenceNumber: "desc" },
      include: { currentSession: { select: { id: true, changedAt: true, syncedAt: true } } },
    });

  const judge = (row: NonNullable<Awaited<ReturnType<typeof read>>>, session: { changedAt: Date; syncedAt: Date }) => {
    const answered = row.startedAt === null || session.changedAt > row.startedAt;
    const askedSinceArrival = session.syncedAt.getTime() > arrivedAt.getTime() + patienceMs;
    return {
      status: row.status,
      settled: row.status !== "checking" && ((answered && row.status !== "in_progress") || askedSinceArrival),
      version: versionOf(row),
    };
  };

  const row = await read();
  const session = row?.currentSession;
  if (!session) return { status: row?.status ?? "not_started", settled: true, version: versionOf(row) };
  const known = judge(row, session);
  if (known.settled || !(await askWhenSilent(session, arrivedAt))) return known;
  const asked = await read();
  return asked?.currentSession ? judge(asked, asked.currentSession) : known;
}
