import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { loadMyAccount } from "@/lib/connect/loaders";
import { answerTask } from "@/lib/connect/mutations/answers";
import { addPerson } from "@/lib/connect/mutations/people";
import { checkMySelfie, readMySelfie, startSelfie } from "@/lib/connect/selfie";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { checkEnvAtBoot } from "@/lib/env";
import { getMyVerification } from "@/lib/verification/data";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { signInSeller } from "@/testkit/in-process/sellers";
import { control, stripe, submit } from "@/testkit/in-process/stripe";

const modal = { entry: "modal" } as const;
const agreed = { choice: "agreed", locale: "en" } as const;

afterEach(() => control("/faults", undefined, "DELETE"));

type Viewer = Awaited<ReturnType<typeof signInSeller>>["viewer"];

/** A seller whom Stripe asks for a document, and who has agreed to the check. */
async function sellerAsked() {
  const seller = await signInSeller();
  const values = { "individual.first_name": "Juno", "individual.last_name": "Samplewood" };
  await answerTask(seller.viewer, { press: randomUUID(), person: null, values });
  await recordConsent(seller.viewer, agreed);
  return seller;
}

const sessionsOf = (userId: string) =>
  stripe().identity.verificationSessions.list({ client_reference_id: userId }).autoPagingToArray({ limit: 100 });
const asked = async (viewer: Viewer) => {
  const rows = await db.requirement.findMany({ where: { account: { userId: viewer.userId }, closedAt: null } });
  return rows.map(({ entry, personId }) => (personId === null ? entry : `${personId}.${entry}`));
};
const document = "individual.verification.document";
const arrived = () => ({ arrivedAt: new Date() });

/** Starts a selfie and returns its session. */
async function begin(viewer: Viewer): Promise<string> {
  expect(await startSelfie(viewer, modal)).toMatchObject({ ok: true, entry: "modal" });
  const [newest] = await sessionsOf(viewer.userId);
  return newest?.id ?? "";
}

/** What its webhook brings: the session is read, and then the account by the job that this asks for. */
async function hear(sessionId: string, stripeId: string): Promise<void> {
  await syncVerificationSession(sessionId);
  const jobs = await db.$queryRaw<object[]>`
    select 1 from graphile_worker.jobs where key = ${`syncConnectedAccount:${stripeId}`}`;
  expect(jobs).toHaveLength(1);
  await syncConnectedAccount(stripeId);
}

describe("a selfie and a document instead", () => {
  test("is one session that names the seller as a person of their account, whoever presses how often", async () => {
    const { viewer, stripeId } = await sellerAsked();
    const results = await Promise.all(Array.from({ length: 10 }, () => startSelfie(viewer, modal)));
    expect(results.filter(({ ok }) => !ok)).toEqual([]);

    const [session, ...others] = await sessionsOf(viewer.userId);
    expect(others).toEqual([]);
    const account = await loadMyAccount(viewer);
    const verification = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
    expect(session).toMatchObject({
      related_person: { account: stripeId, person: account?.persons[0]?.id },
      metadata: { user_id: viewer.userId, verification_id: verification.id },
      options: { document: { require_matching_selfie: true, require_live_capture: true } },
    });
    const row = await db.verificationSession.findUniqueOrThrow({ where: { id: session?.id ?? "" } });
    expect(row.relatedPersonId).toBe(account?.persons[0]?.id);
    expect(await startSelfie(viewer, { entry: "hosted" })).toEqual({
      ok: true,
      entry: "hosted",
      url: expect.any(String),
    });
    expect(await sessionsOf(viewer.userId)).toHaveLength(1);
  });

  test("verifies the seller and meets what was asked of them by one capture", async () => {
    const { viewer, stripeId, accountId } = await sellerAsked();
    const session = await begin(viewer);
    expect(await asked(viewer)).toContain(document);
    await submit(session, "verified");
    await hear(session, stripeId);

    expect(await getMyVerification(viewer)).toMatchObject({ status: "verified" });
    expect(await asked(viewer)).not.toContain(document);
    const changes = await db.requirementChange.findMany({
      where: { accountId, requirement: { entry: document } },
      orderBy: { id: "asc" },
    });
    expect(changes.at(-1)?.change).toBe("met");
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "not_asked" });
  });

  test("meets a short selfie that is asked for besides, and no proof of address", async () => {
    const { viewer, stripeId } = await sellerAsked();
    const [liveness, home] = ["proof_of_liveness", "additional_document"].map((of) => `individual.verification.${of}`);
    for (const entry of [liveness, home]) await control(`/accounts/${stripeId}/requirements`, { entry });
    await syncConnectedAccount(stripeId);
    expect(await asked(viewer)).toEqual(expect.arrayContaining([document, liveness, home]));
    const session = await begin(viewer);
    await submit(session, "verified");
    await hear(session, stripeId);
    const left = await asked(viewer);
    expect(left).toContain(home);
    for (const met of [document, liveness]) expect(left).not.toContain(met);
  });

  test("is what met the requirement, also where the account is read before the session", async () => {
    const { viewer, stripeId, accountId } = await sellerAsked();
    const session = await begin(viewer);
    await submit(session, "verified");
    await syncConnectedAccount(stripeId);
    await syncVerificationSession(session);
    const changes = await db.requirementChange.findMany({
      where: { accountId, requirement: { entry: document } },
      orderBy: { id: "asc" },
    });
    expect(changes.map(({ change }) => change)).toEqual(["appeared", "met"]);
  });

  test("that fails meets nothing, says why, and may be taken again in the same session", async () => {
    const { viewer } = await sellerAsked();
    const session = await begin(viewer);
    await submit(session, "selfie_face_mismatch");
    await syncVerificationSession(session);

    expect(await asked(viewer)).toContain(document);
    expect(await getMyVerification(viewer)).toMatchObject({ status: "action_needed", attempts: { used: 1 } });
    expect(await readMySelfie(viewer)).toMatchObject({ allowed: { ok: true }, failureCode: "selfie_face_mismatch" });
    expect(await begin(viewer)).toBe(session);
  });

  test("that was cancelled is followed by another session", async () => {
    const { viewer } = await sellerAsked();
    const session = await begin(viewer);
    await stripe().identity.verificationSessions.cancel(session);
    await syncVerificationSession(session);
    expect(await checkMySelfie(viewer, arrived())).toMatchObject({ state: "open", settled: true });
    expect(await asked(viewer)).toContain(document);

    // What was cancelled is over, and a new verification begins with the consent.
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "consent_missing" });
    await recordConsent(viewer, agreed);
    expect(await begin(viewer)).not.toBe(session);
  });

  test("that was cancelled is followed by another in the same verification, where that one goes on", async () => {
    const { viewer } = await sellerAsked();
    await startVerification(viewer, modal);
    const [own] = await sessionsOf(viewer.userId);
    await submit(own?.id ?? "", "verified");
    await syncVerificationSession(own?.id ?? "");
    const session = await begin(viewer);
    await stripe().identity.verificationSessions.cancel(session);
    await syncVerificationSession(session);
    expect(await begin(viewer)).not.toBe(session);
    expect(await getMyVerification(viewer)).toMatchObject({ status: "verified" });
  });

  test("is open to whoever is verified already, who stays so when it fails", async () => {
    const { viewer, stripeId } = await sellerAsked();
    await startVerification(viewer, modal);
    const [own] = await sessionsOf(viewer.userId);
    await submit(own?.id ?? "", "verified");
    await syncVerificationSession(own?.id ?? "");
    expect(await startVerification(viewer, modal)).toEqual({ ok: false, code: "already_verified" });
    expect(await asked(viewer)).toContain(document);

    const session = await begin(viewer);
    expect(session).not.toBe(own?.id);
    await submit(session, "selfie_face_mismatch");
    await syncVerificationSession(session);
    expect(await getMyVerification(viewer)).toMatchObject({ status: "verified" });
    expect(await begin(viewer)).toBe(session);
    await submit(session, "verified");
    await hear(session, stripeId);
    expect(await getMyVerification(viewer)).toMatchObject({ status: "verified" });
    expect(await asked(viewer)).not.toContain(document);
  });

  test("takes the place of a session that names nobody, and cancels that one", async () => {
    const { viewer } = await sellerAsked();
    await startVerification(viewer, modal);
    const [plain] = await sessionsOf(viewer.userId);
    const session = await begin(viewer);
    expect(session).not.toBe(plain?.id);
    const { status } = await stripe().identity.verificationSessions.retrieve(plain?.id ?? "");
    expect(status).toBe("canceled");
    expect(await getMyVerification(viewer)).toMatchObject({ status: "in_progress" });
    // The page of one's own verification goes on with it.
    await startVerification(viewer, modal);
    expect(await sessionsOf(viewer.userId)).toHaveLength(2);
  });

  test("is not begun a second time while the first is being checked", async () => {
    const { viewer } = await sellerAsked();
    const session = await begin(viewer);
    await submit(session, "verified", { delaySeconds: 600 });
    await syncVerificationSession(session);
    expect(await checkMySelfie(viewer, arrived())).toMatchObject({ state: "checking", settled: false });
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "being_checked" });
  });

  test("is not begun a second time while it is checked, by whoever was verified before", async () => {
    const { viewer } = await sellerAsked();
    await startVerification(viewer, modal);
    const [own] = await sessionsOf(viewer.userId);
    await submit(own?.id ?? "", "verified");
    await syncVerificationSession(own?.id ?? "");
    const session = await begin(viewer);
    await submit(session, "verified", { delaySeconds: 600 });
    await syncVerificationSession(session);
    expect(await getMyVerification(viewer)).toMatchObject({ status: "verified" });
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "being_checked" });
    expect(await sessionsOf(viewer.userId)).toHaveLength(2);
  });

  test("is not begun anew for what the account was not read for since: it is read first", async () => {
    const { viewer } = await sellerAsked();
    const session = await begin(viewer);
    await submit(session, "verified");
    await syncVerificationSession(session);
    expect(await asked(viewer)).toContain(document);
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "not_asked" });
    expect(await sessionsOf(viewer.userId)).toHaveLength(1);
  });

  test("is waited for until the account says what became of it", async () => {
    const { viewer } = await sellerAsked();
    const session = await begin(viewer);
    expect(await checkMySelfie(viewer, arrived())).toMatchObject({ state: "checking", settled: false });
    await submit(session, "verified");
    await syncVerificationSession(session);
    expect(await checkMySelfie(viewer, arrived())).toMatchObject({ state: "proven", settled: true });
    expect(await asked(viewer)).not.toContain(document);
  });

  test("proves nobody else of a company", async () => {
    const { viewer, stripeId } = await signInSeller("company");
    const { email } = viewer;
    const self = { first_name: "Juno", last_name: "Samplewood", email };
    const other = { first_name: "Theo", last_name: "Samplewood", email: "theo@example.com" };
    const onBoard = { press: randomUUID(), percentOwnership: null };
    await addPerson(viewer, { ...onBoard, roles: ["representative"], values: self });
    await addPerson(viewer, { ...onBoard, press: randomUUID(), percentOwnership: 40, roles: ["owner"], values: other });
    const account = await loadMyAccount(viewer);
    const [mine, theirs] = [true, false].map((one) => account?.persons.find(({ isSeller }) => isSeller === one)?.id);
    for (const person of [mine, theirs]) {
      await control(`/accounts/${stripeId}/requirements`, { entry: `${person}.verification.document` });
    }
    await syncConnectedAccount(stripeId);
    await recordConsent(viewer, agreed);
    const session = await begin(viewer);
    await submit(session, "verified");
    await hear(session, stripeId);
    expect(await asked(viewer)).not.toContain(`${mine}.verification.document`);
    expect(await asked(viewer)).toContain(`${theirs}.verification.document`);
    // What is asked of somebody else alone is nothing for the seller's face.
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "not_asked" });
  });

  test("is only for who sells, whose details Stripe has, and what is asked for", async () => {
    const stranger = await signInSomebody("reviewer");
    await recordConsent(stranger, agreed);
    expect(await startSelfie(stranger, modal)).toEqual({ ok: false, code: "not_started" });
    const { viewer } = await signInSeller();
    await recordConsent(viewer, agreed);
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "details_first" });
    await db.connectedAccount.update({ where: { userId: viewer.userId }, data: { status: "closed" } });
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "closed" });
    expect(await sessionsOf(viewer.userId)).toEqual([]);
  });

  test("is not offered where our own verification asks for something else", async () => {
    const { viewer } = await sellerAsked();
    process.env.VERIFICATION_TYPE = "id_number";
    checkEnvAtBoot();
    try {
      expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "not_offered" });
    } finally {
      process.env.VERIFICATION_TYPE = "document";
      checkEnvAtBoot();
    }
    expect(await sessionsOf(viewer.userId)).toEqual([]);
  });

  test("needs the consent, and counts with the presses of every start", async () => {
    const { viewer } = await sellerAsked();
    await recordConsent(viewer, { choice: "without_face_check", locale: "en" });
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "consent_missing" });
    await recordConsent(viewer, agreed);
    await db.personLimit.create({
      data: { userId: viewer.userId, action: "start", spentUntil: new Date(Date.now() + 3_600_000) },
    });
    expect(await startSelfie(viewer, modal)).toEqual({ ok: false, code: "too_many_starts" });
    expect(await sessionsOf(viewer.userId)).toEqual([]);
  });
});
