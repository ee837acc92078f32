import "server-only";
import { exportPages } from "@/lib/audit/export";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { mayExport } from "@/lib/cases/rules";
import type { QueueFilter } from "@/lib/cases/schema";
import { db } from "@/lib/db/client";
import { sessionTarget } from "@/lib/jobs/definitions";
import { enqueueSyncs } from "@/lib/jobs/enqueue";
import { inBackground } from "@/lib/rate-limit/stripe-calls";
import { listSessionsOf } from "@/lib/stripe/identity";
import type { StripeSession } from "@/lib/stripe/session-shape";
import { now } from "@/lib/time";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";
import { toReference } from "@/lib/verification/reference";
import type { Prisma } from "@/prisma/generated/client";

/** At most so many pages of 100, one call of Stripe's each: half a minute of a test key's budget, and 10,000 ids in memory. */
const maxPages = 100;

const columns = [
  "verification_session",
  "created_at",
  "stripe_status",
  "stripe_last_error",
  "stripe_redaction",
  "case",
  "our_status",
  "our_last_error",
  "our_redaction",
  "difference",
];

const dayMs = 24 * 60 * 60 * 1000;

/** What began a moment before we ask may not be listed yet, and clocks differ. */
const youngMs = 60 * 1000;

/** What we hold of a session. `reference`: of the verification it belongs to; null for one of somebody invited, who has none. */
type Held = {
  /** Of the session; null, and so is its time, where Stripe's answer was lost. */
  id: string | null;
  createdAt: Date | null;
  reference: string | null;
  status: string | null;
  lastErrorCode: string | null;
  redactionStatus: string | null;
};

const state = { status: true, lastErrorCode: true, redactionStatus: true, createdAt: true } as const;
const ofUser = { ...state, id: true, verification: { select: { referenceNumber: true } } } as const;
const ofInvited = { ...state, sessionId: true } as const;

/** What we hold of these sessions, be they of a user of ours or of somebody whom a seller invited. */
async function readHeld(ids: string[]): Promise<Map<string | null, Held>> {
  const [users, invited] = await Promise.all([
    db.verificationSession.findMany({ where: { id: { in: ids } }, select: ofUser }),
    db.personSession.findMany({ where: { sessionId: { in: ids } }, select: ofInvited }),
  ]);
  return new Map([...users.map(ofUserHeld), ...invited.map(ofInvitedHeld)].map((held) => [held.id, held]));
}

const ofUserHeld = ({ verification, ...row }: Prisma.VerificationSessionGetPayload<{ select: typeof ofUser }>) => ({
  ...row,
  reference: toReference(verification.referenceNumber),
});
const ofInvitedHeld = ({ sessionId, ...row }: Prisma.PersonSessionGetPayload<{ select: typeof ofInvited }>) => ({
  ...row,
  id: sessionId,
  reference: null,
});

type Period = { gte?: Date; lt: Date };
const pageOfHeld = 1_000;

/** Sessions of our users that Stripe began in a period, by their ids, behind `after`. */
async function readOfUsers(createdAt: Period, after: string) {
  const where = { createdAt, id: { gt: after } };
  const rows = await db.verificationSession.findMany({
    ...{ where, select: ofUser, orderBy: { id: "asc" }, take: pageOfHeld },
  });
  return rows.map(ofUserHeld);
}

/** The same, of those whom sellers invited. */
async function readOfInvited(createdAt: Period, after: string) {
  const where = { createdAt, sessionId: { gt: after } };
  const rows = await db.personSession.findMany({
    ...{ where, select: ofInvited, orderBy: { sessionId: "asc" }, take: pageOfHeld },
  });
  return rows.map(ofInvitedHeld);
}

/**
 * What differs between Stripe's word and our row, the most telling first. `not_here`: it names somebody and we do not hold it;
 * `not_ours`: it names nobody, or somebody who is none of our users, so that we never will. Empty: nothing.
 */
function differenceOf(session: StripeSession, held: Held | null): string {
  const { userId, accountId } = session.claims;
  if (!held) return userId || accountId || session.clientReferenceId ? "not_here" : "not_ours";
  if (held.status !== session.status) return "status";
  if (held.lastErrorCode !== session.lastErrorCode) return "last_error";
  return held.redactionStatus === session.redactionStatus ? "" : "redaction";
}

const ofStripe = (session: StripeSession) => [
  session.status,
  session.lastErrorCode ?? "",
  session.redactionStatus ?? "",
];
const ofOurs = (held: Held | null) =>
  held
    ? [held.reference ?? "", held.status ?? "", held.lastErrorCode ?? "", held.redactionStatus ?? ""]
    : ["", "", "", ""];

async function* toPages({ from, to }: { from: Date | null; to: Date | null }) {
  yield [columns];
  const settledBy = new Date(now().getTime() - youngMs);
  const seen = new Set<string>();
  let after: string | null = null;
  for (let page = 0; page < maxPages; page++) {
    const { sessions, next } = await inBackground(() => listSessionsOf({ from, before: to, after }));
    const held = await readHeld(sessions.map(({ id }) => id));
    const compared = sessions.map((session) => {
      const ours = held.get(session.id) ?? null;
      return { session, ours, difference: differenceOf(session, ours) };
    });
    const differing = compared.filter(({ difference }) => difference !== "" && difference !== "not_ours");
    await enqueueSyncs(
      db,
      differing.map(({ session }) => sessionTarget(session.id)),
      "stripe_export",
    );
    for (const { id } of sessions) seen.add(id);
    yield compared.map(({ session, ours, difference }) => [
      session.id,
      session.createdAt.toISOString(),
      ...ofStripe(session),
      ...ofOurs(ours),
      difference,
    ]);
    after = next;
    if (next === null) break;
  }
  if (after !== null) {
    yield [columns.map((name) => (name === "difference" ? "more_at_stripe" : ""))];
    return;
  }
  yield* toUnlisted(from, to && to < settledBy ? to : settledBy, seen);
}

/** What we hold of the period and Stripe did not list: another account's or mode's, or a key that may not see it. */
async function* toUnlisted(from: Date | null, to: Date, seen: ReadonlySet<string>) {
  const period = { ...(from && { gte: from }), lt: to };
  for (const readPage of [readOfUsers, readOfInvited]) {
    let last: string | null = "";
    while (last !== null) {
      const page: Held[] = await readPage(period, last);
      const unlisted = page.filter(({ id }) => id !== null && !seen.has(id));
      yield unlisted.map((held) => {
        return [held.id ?? "", held.createdAt?.toISOString() ?? "", "", "", "", ...ofOurs(held), "not_at_stripe"];
      });
      last = page.at(-1)?.id ?? null;
    }
  }
}

/**
 * What Stripe lists for the filter's days, newest first and at most 10,000 VerificationSessions, beside what we hold, as CSV: what
 * differs is named, and read by a sync that the reconciler's list of fixed differences shows. `not_allowed` for a role that
 * may not. In the audit log as any export, and counted as one. A failure of Stripe's breaks it off.
 */
export async function exportFromStripe(
  viewer: Viewer<"verifications.export">,
  filter: QueueFilter,
): Promise<ReadableStream<Uint8Array> | "not_allowed" | "too_often"> {
  if (!mayExport(viewer).ok) return "not_allowed";
  if (!(await isWithinPersonLimit(viewer.userId, "staff_export"))) return "too_often";
  const from = filter.from ? new Date(`${filter.from}T00:00:00Z`) : null;
  const to = filter.to ? new Date(Date.parse(`${filter.to}T00:00:00Z`) + dayMs) : null;
  return exportPages(viewer, "verifications", "source:stripe", toPages({ from, to }));
}
