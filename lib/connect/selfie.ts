import "server-only";
import type { z } from "zod";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { catchUp } from "@/lib/connect/catch-up";
import { readAccountOf } from "@/lib/connect/data";
import { maySendSelfie } from "@/lib/connect/rules";
import type { ConnectAccount, SelfieRefusal } from "@/lib/connect/schema";
import { isBehind, selfieState, type TakenSelfie } from "@/lib/connect/selfie-state";
import { db } from "@/lib/db/client";
import { currentPolicy } from "@/lib/policy/requirements";
import { type FailureCode, toFailureCode } from "@/lib/stripe/failure-codes";
import { askWhenSilent } from "@/lib/verification/ask-when-silent";
import { startVerification } from "@/lib/verification/mutations";
import type { StartResult, startVerificationInput } from "@/lib/verification/schema";

/*
 * "Verify with a selfie and your document instead": a VerificationSession of the seller's own verification that names them as a
 * person of their account as well (related_person). One capture, and both are proven by Stripe.
 */

/** Where a seller waits for what came of it. */
const submittedPath = "/connect/selfie/submitted";

/** A flow may have any checks, and an ID number shows no face: then one capture would not be both. */
const covers = () => currentPolicy().asks.type === "document";

/** As `maySendSelfie`, by the policy in force. */
export const selfieAllowed = (account: ConnectAccount | null): ReturnType<typeof maySendSelfie> =>
  maySendSelfie(account, covers());

/** The newest session that was made to prove this person. */
const newestOf = (userId: string, person: string) =>
  db.verificationSession.findFirst({
    where: { relatedPersonId: person, verification: { userId } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: {
      ...{ id: true, status: true, lastErrorCode: true, lastReportId: true, changedAt: true, syncedAt: true },
      verification: { select: { startedAt: true } },
    },
  });

type Newest = NonNullable<Awaited<ReturnType<typeof newestOf>>>;

const toTaken = ({ lastErrorCode, lastReportId, verification, ...session }: Newest): TakenSelfie => ({
  ...session,
  heard: lastErrorCode !== null || lastReportId !== null,
  startedAt: verification.startedAt,
});

const readAtOf = ({ syncedAt }: ConnectAccount) => (syncedAt === null ? null : new Date(syncedAt));

/**
 * Opens the check that proves the seller as a person of their account and as themselves; as `startVerification`, whose limits,
 * consent and attempts hold for it. Who is verified already does it once more, and stays verified should it fail.
 */
export async function startSelfie(
  viewer: Viewer,
  input: z.output<typeof startVerificationInput>,
): Promise<StartResult | { ok: false; code: SelfieRefusal }> {
  const { userId } = viewer;
  let account = await readAccountOf(userId);
  const self = account?.persons.find(({ isSeller }) => isSeller);
  const newest = self ? await newestOf(userId, self.id) : null;
  if (account && newest && isBehind(readAtOf(account), newest)) {
    await catchUp(account);
    account = await readAccountOf(userId);
    if (account && isBehind(readAtOf(account), newest)) return { ok: false, code: "being_checked" };
  }
  const allowed = selfieAllowed(account);
  if (!allowed.ok) return { ok: false, code: allowed.why };
  if (!account?.stripeId) return { ok: false, code: "not_started" };
  const started = await startVerification(viewer, input, {
    person: { account: account.stripeId, person: allowed.person },
    returnPath: submittedPath,
  });
  if (started.ok) {
    await appendAudit(db, viewer, [
      { action: "account.selfie_started", targetId: account.id, subject: allowed.person },
    ]);
  }
  return started;
}

/** What the seller's page of it shows. `failureCode`: why the last attempt did not end well; null: there was none, or it did. */
export type MySelfie = {
  account: ConnectAccount | null;
  allowed: ReturnType<typeof maySendSelfie>;
  failureCode: FailureCode | null;
};

/** The same for the signed-in seller. */
export async function readMySelfie({ userId }: Viewer): Promise<MySelfie> {
  const account = await readAccountOf(userId);
  const allowed = selfieAllowed(account);
  const newest = allowed.ok ? await newestOf(userId, allowed.person) : null;
  return { account, allowed, failureCode: toFailureCode(newest?.lastErrorCode ?? null) };
}

/**
 * What became of the seller's selfie, for the page that waits for it. Nothing moves any more unless it is `checking`. Asks Stripe
 * itself as `checkMyStatus` does. `version` changes when there is something new to show.
 */
export async function checkMySelfie(
  viewer: Viewer,
  { arrivedAt }: { arrivedAt: Date },
): Promise<{ state: ReturnType<typeof selfieState>; settled: boolean; version: string }> {
  const read = async () => {
    const account = await readAccountOf(viewer.userId);
    const self = account?.persons.find(({ isSeller }) => isSeller);
    const session = self ? await newestOf(viewer.userId, self.id) : null;
    return account && session ? { account, session } : null;
  };
  const judge = (found: Awaited<ReturnType<typeof read>>) => {
    const state = found ? selfieState(toTaken(found.session), readAtOf(found.account), arrivedAt) : "open";
    const version = found ? `${found.session.status}:${found.session.changedAt.getTime()}:${state}` : "none";
    return { state, settled: state !== "checking", version };
  };

  const found = await read();
  const known = judge(found);
  if (!found || known.settled) return known;
  if (isBehind(readAtOf(found.account), found.session)) await catchUp(found.account);
  else if (!(await askWhenSilent(found.session, arrivedAt))) return known;
  return judge(await read());
}
