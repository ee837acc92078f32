import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Invited } from "@/lib/auth/invited-of-token";
import { getCase } from "@/lib/cases/data";
import { redactVerification } from "@/lib/cases/mutations";
import { readInvitations } from "@/lib/connect/invitations";
import { removePerson } from "@/lib/connect/mutations/people";
import { checkPersonSelfie, readPersonSelfie, readPersonSelfies, startPersonSelfie } from "@/lib/connect/person-selfie";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { receiveEvent } from "@/lib/events/receive";
import { reconcileRound } from "@/lib/reconciler/round";
import { kinds } from "@/lib/reconciler/targets";
import { now, setClock } from "@/lib/time";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { type Company, openInvitation, signInCompany } from "@/testkit/in-process/companies";
import { runJobs } from "@/testkit/in-process/jobs";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, eventsOf, stripe, submit } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  setClock(new Date());
  await control("/faults", undefined, "DELETE");
});

const english = { locale: "en" } as const;
const document = "verification.document";

/** A company of which Stripe asks Theo, an owner, for a document; and Theo, who has opened his link. */
async function ownerAsked(entries: readonly string[] = [document]) {
  const company = await signInCompany();
  await ask(company, company.theo, entries);
  const { invited } = await openInvitation(company, company.theo);
  return { ...company, invited };
}

async function ask({ stripeId }: Company, person: string, entries: readonly string[] = [document]): Promise<void> {
  for (const entry of entries) await control(`/accounts/${stripeId}/requirements`, { entry: `${person}.${entry}` });
  await syncConnectedAccount(stripeId);
}

const rowsOf = (accountId: string) =>
  db.personSession.findMany({ where: { accountId }, orderBy: { consentedAt: "asc" } });

/** All sessions at Stripe that prove this person. */
async function sessionsOf(person: string) {
  const all = await stripe().identity.verificationSessions.list().autoPagingToArray({ limit: 1_000 });
  return all.filter(({ related_person }) => related_person?.person === person);
}

/** Starts, and returns the session. */
async function begin(invited: Invited): Promise<string> {
  expect(await startPersonSelfie(invited, english)).toEqual({ ok: true, url: expect.stringContaining("/start/") });
  const row = await db.personSession.findFirst({
    where: { accountId: invited.accountId, personId: invited.personId, endedAt: null },
  });
  return row?.sessionId ?? "";
}

const asked = async (accountId: string, person: string) =>
  (await db.requirement.findMany({ where: { accountId, personId: person, closedAt: null } })).map(({ entry }) => entry);

/** Whatever of the product's own could count a person: users, verifications, sessions and attempts of theirs. */
const counts = () =>
  Promise.all([
    db.user.count(),
    db.verification.count(),
    db.verificationSession.count(),
    db.verificationReport.count(),
    db.customer.count(),
  ]);

describe("a selfie of somebody who has no account", () => {
  test("is one session of this person of this account, however many presses come together", async () => {
    const { invited, stripeId, accountId, theo } = await ownerAsked();
    const presses = await Promise.all(Array.from({ length: 10 }, () => startPersonSelfie(invited, english)));
    expect(presses.filter(({ ok }) => !ok)).toEqual([]);

    const [session, ...others] = await sessionsOf(theo);
    expect(others).toEqual([]);
    expect(session).toMatchObject({
      client_reference_id: null,
      metadata: { account_id: accountId, person_id: theo, person_session_id: expect.any(String) },
      related_person: { account: stripeId, person: theo },
      options: { document: { require_matching_selfie: true, require_live_capture: true } },
    });
    const { provided_details: told } = await stripe().identity.verificationSessions.retrieve(session?.id ?? "", {
      expand: ["provided_details"],
    });
    expect(told).toBeNull();
    const rows = await rowsOf(accountId);
    expect(rows).toMatchObject([
      {
        id: session?.metadata.person_session_id,
        personId: theo,
        sessionId: session?.id,
        consentVersion: 1,
        consentLocale: "en",
        status: "requires_input",
      },
    ]);
    const entries = await db.auditEntry.findMany({ where: { action: "account.person_selfie_started" } });
    expect(entries.filter(({ targetId }) => targetId === accountId)).toMatchObject([{ subject: theo, actorId: null }]);
  });

  test("meets what is asked of the person, and is nobody's verification", async () => {
    const { invited, accountId, theo, viewer } = await ownerAsked([document, "verification.proof_of_liveness"]);
    const before = await counts();
    const session = await begin(invited);
    await submit(session, "verified");
    for (const event of await eventsOf(session)) await receiveEvent(event);
    await runJobs(["syncVerificationSession", "syncConnectedAccount"]);

    expect(await asked(accountId, theo)).not.toEqual(expect.arrayContaining([document]));
    const changes = await db.requirementChange.findMany({
      where: { accountId, requirement: { personId: theo, entry: { startsWith: "verification." } } },
      orderBy: { id: "asc" },
    });
    expect(changes.filter(({ change }) => change === "met")).toHaveLength(2);
    expect(changes.filter(({ change }) => change === "dropped")).toEqual([]);
    expect(await counts()).toEqual(before);
    expect(await db.stripeEvent.findMany({ where: { objectId: session, outcome: { not: "processed" } } })).toEqual([]);
    expect(await checkPersonSelfie(invited, { arrivedAt: now() })).toMatchObject({ state: "proven", settled: true });
    expect(await readPersonSelfies(viewer)).toMatchObject([{ person: theo, state: "proven" }]);
    expect(await startPersonSelfie(invited, english)).toEqual({ ok: false, code: "not_asked" });
  });

  test("keeps nothing that Stripe read in the document, no secret and no address", async () => {
    const { invited, accountId } = await ownerAsked();
    const session = await begin(invited);
    const found = await stripe().identity.verificationSessions.retrieve(session);
    await submit(session, "verified", { outputs: { first_name: "Markierter", last_name: "Beispieler" } });
    for (const event of await eventsOf(session)) await receiveEvent(event);
    await runJobs(["syncVerificationSession", "syncConnectedAccount"]);
    expect(await rowsOf(accountId)).toMatchObject([{ status: "verified", attempts: 1 }]);

    const tables = await db.$queryRaw<{ name: string }[]>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`;
    const secrets = ["Markierter", "Beispieler", found.client_secret ?? "none", found.url ?? "none"];
    for (const { name } of tables) {
      const rows = await db.$queryRawUnsafe<{ text: string }[]>(`select t::text as text from ${name} t`);
      const texts = rows.map(({ text }) => text).join("\n");
      const hex = secrets.map((secret) => Buffer.from(secret).toString("hex"));
      expect([...secrets, ...hex].filter((secret) => texts.includes(secret))).toEqual([]);
    }
  });

  test("says why it failed, may be taken again in the same session, and ends with the attempts", async () => {
    const { invited, accountId, theo, viewer } = await ownerAsked();
    const session = await begin(invited);
    await submit(session, "selfie_face_mismatch");
    await syncVerificationSession(session);
    expect(await readPersonSelfie(invited)).toMatchObject({
      allowed: { ok: true },
      failureCode: "selfie_face_mismatch",
    });
    expect(await asked(accountId, theo)).toContain(document);
    // Nothing of a failure is the seller's to know.
    expect(await readPersonSelfies(viewer)).toEqual([]);

    expect(await begin(invited)).toBe(session);
    await submit(session, "document_unverified_other");
    await syncVerificationSession(session);
    await begin(invited);
    await submit(session, "document_expired");
    await syncVerificationSession(session);
    expect(await startPersonSelfie(invited, english)).toEqual({ ok: false, code: "attempts_used" });
    expect(await rowsOf(accountId)).toMatchObject([{ attempts: 3, endedAt: null }]);
  });

  test("is followed by another session once it was cancelled at Stripe", async () => {
    // A short selfie alone, for which there is nothing to upload.
    const { invited, theo } = await ownerAsked(["verification.proof_of_liveness"]);
    const session = await begin(invited);
    await stripe().identity.verificationSessions.cancel(session);
    await syncVerificationSession(session);
    expect(await begin(invited)).not.toBe(session);
    expect(await sessionsOf(theo)).toHaveLength(2);
  });

  test("is not begun a second time while it is checked, nor before the account says that it is proven", async () => {
    const { invited, stripeId, viewer, theo } = await ownerAsked();
    const session = await begin(invited);
    await submit(session, "verified", { delaySeconds: 600 });
    await syncVerificationSession(session);
    expect(await startPersonSelfie(invited, english)).toEqual({ ok: false, code: "being_checked" });
    expect(await checkPersonSelfie(invited, { arrivedAt: now() })).toMatchObject({ state: "checking" });
    expect(await readPersonSelfies(viewer)).toMatchObject([{ person: theo, state: "checking" }]);

    await control("/clock", { advanceSeconds: 601 });
    await syncVerificationSession(session);
    expect(await checkPersonSelfie(invited, { arrivedAt: now() })).toMatchObject({ state: "proven" });
    expect(await sessionsOf(theo)).toHaveLength(1);
    await syncConnectedAccount(stripeId);
  });

  test("is met the same when the account is read before the session, and when events come backwards or not at all", async () => {
    const { invited, accountId, stripeId, theo } = await ownerAsked();
    const session = await begin(invited);
    await submit(session, "verified");
    await syncConnectedAccount(stripeId);
    for (const event of (await eventsOf(session)).toReversed()) await receiveEvent(event);
    await runJobs(["syncVerificationSession", "syncConnectedAccount"]);
    expect(await rowsOf(accountId)).toMatchObject([{ status: "verified" }]);
    const changes = await db.requirementChange.findMany({
      where: { accountId, requirement: { personId: theo, entry: document } },
      orderBy: { id: "asc" },
    });
    expect(changes.map(({ change }) => change)).toEqual(["appeared", "met"]);

    // All events of another are lost: the reconciler finds what moved.
    const other = await ownerAsked();
    const lost = await begin(other.invited);
    await submit(lost, "verified");
    setClock(new Date(now().getTime() + 3_600_000));
    await reconcileRound();
    await runJobs(["syncVerificationSession"]);
    await runJobs(["syncConnectedAccount"]);
    expect(await asked(other.accountId, other.theo)).not.toContain(document);
  });

  test("whose creation's answer was lost is found by the same press again, or by its events", async () => {
    const { invited, accountId, theo } = await ownerAsked();
    await begin(invited);
    const [session] = await sessionsOf(theo);
    await db.personSession.updateMany({ where: { accountId }, data: { sessionId: null, syncTicket: 0, status: null } });
    expect(await kinds.verification_session.sync(session?.id ?? "")).toMatchObject({ outcome: "of_person" });
    expect(await rowsOf(accountId)).toMatchObject([{ sessionId: session?.id }]);

    await db.personSession.updateMany({ where: { accountId }, data: { sessionId: null, syncTicket: 0, status: null } });
    expect(await begin(invited)).toBe(session?.id);
    expect(await sessionsOf(theo)).toHaveLength(1);
  });

  test("keeps what a later answer of Stripe's said", async () => {
    const { invited, accountId } = await ownerAsked();
    const session = await begin(invited);
    const later = 2n ** 62n;
    await db.personSession.updateMany({ where: { accountId }, data: { status: "verified", syncTicket: later } });
    await syncVerificationSession(session);
    expect(await rowsOf(accountId)).toMatchObject([{ status: "verified", syncTicket: later }]);
  });

  test("leaves nothing behind where Stripe refuses it, and the next press is another", async () => {
    const { invited, accountId } = await ownerAsked();
    await control("/faults", {
      ...{ target: "api", kind: "status", status: 400, seed: 1, count: 1 },
      path: "/v1/identity/verification_sessions",
    });
    expect(await startPersonSelfie(invited, english)).toEqual({ ok: false, code: "stripe_refused" });
    expect(await rowsOf(accountId)).toEqual([]);
    await begin(invited);
  });

  test("is only for what Stripe asks of the person at this moment, and for nobody else's proof", async () => {
    const company = await signInCompany();
    const { invited: mira } = await openInvitation(company);
    expect(await startPersonSelfie(mira, english)).toEqual({ ok: false, code: "not_asked" });
    // Of Theo it is asked; a proof of Mira's opens nothing of his.
    await ask(company, company.theo);
    expect(await startPersonSelfie(mira, english)).toEqual({ ok: false, code: "not_asked" });
    const forged = { ...mira, personId: company.theo, accountId: randomUUID() };
    expect(await startPersonSelfie(forged, english)).toEqual({ ok: false, code: "not_started" });
    expect(await db.personSession.count({ where: { accountId: company.accountId } })).toBe(0);

    await ask(company, company.her, ["verification.additional_document"]);
    expect(await startPersonSelfie(mira, english)).toEqual({ ok: false, code: "not_asked" });
    await db.connectedAccount.update({ where: { id: company.accountId }, data: { status: "closed" } });
    expect(await startPersonSelfie(mira, english)).toEqual({ ok: false, code: "closed" });
  });

  test("is not begun while the seller's data are deleted", async () => {
    const { invited, viewer, accountId } = await ownerAsked();
    await db.verification.create({
      data: { userId: viewer.userId, maxAttempts: 3, redactionRequestedAt: now() },
    });
    expect(await startPersonSelfie(invited, english)).toEqual({ ok: false, code: "being_deleted" });
    expect(await rowsOf(accountId)).toEqual([]);
  });

  test("counts with the presses of all whom the seller invited", async () => {
    const { invited, viewer } = await ownerAsked();
    await db.personLimit.create({
      data: { userId: viewer.userId, action: "invited", spentUntil: new Date(Date.now() + 3_600_000) },
    });
    expect(await startPersonSelfie(invited, english)).toEqual({ ok: false, code: "too_often" });
  });

  test("is no unknown session to the reconciler, though nobody here is its user", async () => {
    const { invited, accountId } = await ownerAsked();
    const session = await begin(invited);
    const sessionOf = async () => (await rowsOf(accountId))[0]?.sessionId;
    // Everything is read from the beginning.
    await reconcileRound();
    await runJobs(["syncVerificationSession"]);
    await db.highWaterMark.updateMany({ where: { name: "sessions" }, data: { at: new Date(0) } });
    expect(await reconcileRound()).toMatchObject({ unknown_session: 0 });

    // Where the answer to its creation was lost, it is.
    await db.personSession.updateMany({ where: { accountId }, data: { sessionId: null } });
    await db.highWaterMark.updateMany({ where: { name: "sessions" }, data: { at: new Date(0) } });
    expect(await reconcileRound()).toMatchObject({ unknown_session: 1 });
    await runJobs(["syncVerificationSession"]);
    expect(await sessionOf()).toBe(session);
  });

  test("records what was agreed to anew where it was read in another language", async () => {
    const { invited, accountId } = await ownerAsked();
    await begin(invited);
    await startPersonSelfie(invited, { locale: "de" });
    expect(await rowsOf(accountId)).toMatchObject([{ consentLocale: "de" }]);
    expect(await db.auditEntry.count({ where: { action: "account.person_selfie_started", targetId: accountId } })).toBe(
      2,
    );
  });

  test("ends the invitation when nothing else is asked", async () => {
    const { invited, viewer, accountId, theo } = await ownerAsked();
    const session = await begin(invited);
    await db.requirement.updateMany({
      where: { accountId, personId: theo, entry: { not: document } },
      data: { closedAt: now() },
    });
    await submit(session, "verified");
    await syncVerificationSession(session);
    await db.requirement.updateMany({
      where: { accountId, personId: theo, entry: document },
      data: { closedAt: now() },
    });
    await db.connectedAccount.update({ where: { id: accountId }, data: { syncedAt: new Date(Date.now() + 1_000) } });
    await checkPersonSelfie(invited, { arrivedAt: now() });
    expect((await readInvitations(viewer)).map(({ state }) => state)).toEqual(["given"]);
  });

  test("is the session whose address was given, though an earlier one of a lost answer is heard of first", async () => {
    const { invited, viewer, accountId, theo } = await ownerAsked();
    const create = { target: "api", path: "/v1/identity/verification_sessions", method: "POST", count: 1, seed: 1 };
    await control("/faults", { ...create, kind: "crash_after" });
    expect(await startPersonSelfie(invited, english)).toEqual({ ok: false, code: "stripe_unavailable" });
    expect(await rowsOf(accountId)).toEqual([]);
    const [earlier] = await sessionsOf(theo);
    await control("/faults", { ...create, kind: "latency", delaySeconds: 1.5 });
    const press = startPersonSelfie(invited, english);
    await until("the next row waits for its session", async () => (await rowsOf(accountId)).length === 1);
    expect(await syncVerificationSession(earlier?.id ?? "")).toMatchObject({ outcome: "ignored" });
    expect(await press).toEqual({ ok: true, url: expect.stringContaining("/start/") });

    const given = (await sessionsOf(theo)).find(({ id }) => id !== earlier?.id)?.id ?? "";
    expect(await rowsOf(accountId)).toMatchObject([{ sessionId: given }]);
    await submit(given, "verified");
    for (const id of [earlier?.id ?? "", given]) await syncVerificationSession(id);
    expect(await rowsOf(accountId)).toMatchObject([{ sessionId: given, status: "verified" }]);
    expect(await removePerson(viewer, { person: theo })).toEqual({ ok: true });
    await runJobs(["syncVerificationSession"]);
    expect((await stripe().identity.verificationSessions.retrieve(given)).redaction?.status).toBe("processing");
  });
});

describe("what Stripe has photographed of somebody is redacted", () => {
  const redactionOf = async (session: string) =>
    (await stripe().identity.verificationSessions.retrieve(session)).redaction?.status ?? null;

  /** A session of Theo's that was verified, with its events received. */
  async function proven() {
    const company = await ownerAsked();
    const session = await begin(company.invited);
    await submit(session, "verified");
    for (const event of await eventsOf(session)) await receiveEvent(event);
    await runJobs(["syncVerificationSession", "syncConnectedAccount"]);
    return { ...company, session };
  }

  /** Runs the jobs, and lets the days pass that Stripe takes. */
  async function untilRedacted(accountId: string, session: string): Promise<void> {
    await runJobs(["syncVerificationSession"]);
    expect(await redactionOf(session)).toBe("processing");
    await control("/clock", { advanceSeconds: 4 * 24 * 60 * 60 });
    await until("Stripe has redacted it", async () => {
      await syncVerificationSession(session);
      return (await rowsOf(accountId)).every(({ redactionStatus }) => redactionStatus === "redacted");
    });
    expect(await db.stripeEvent.findMany({ where: { objectId: session, payload: { not: null } } })).toEqual([]);
    const entries = await db.auditEntry.findMany({ where: { targetId: accountId }, orderBy: { id: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["account.person_redaction_requested", "account.person_redacted"]),
    );
  }

  test("when the person is removed from the account, and the other's is not", async () => {
    const company = await proven();
    await ask(company, company.her);
    const { invited: mira } = await openInvitation(company);
    const hers = await begin(mira);
    expect(await removePerson(company.viewer, { person: company.theo })).toEqual({ ok: true });
    const [theos] = (await rowsOf(company.accountId)).filter(({ personId }) => personId === company.theo);
    expect(theos).toMatchObject({ redactionRequestedAt: expect.any(Date), endedAt: expect.any(Date) });
    await runJobs(["syncVerificationSession"]);
    expect(await redactionOf(company.session)).toBe("processing");
    expect(await redactionOf(hers)).toBeNull();
  });

  test("when the account is rejected", async () => {
    const { stripeId, accountId, session } = await proven();
    await stripe().accounts.reject(stripeId, { reason: "other" });
    await syncConnectedAccount(stripeId);
    await untilRedacted(accountId, session);
  });

  test("when the account is gone at Stripe", async () => {
    const { stripeId, accountId, session } = await proven();
    await stripe().accounts.del(stripeId);
    await syncConnectedAccount(stripeId);
    await untilRedacted(accountId, session);
  });

  /** A deletion of the seller's data, which Stripe has done of their own session and has not begun of Theo's. */
  async function ownIsRedacted() {
    const company = await proven();
    const { viewer } = company;
    await recordConsent(viewer, { choice: "agreed", locale: "en" });
    await startVerification(viewer, { entry: "modal" });
    const { id, referenceNumber, currentSessionId } = await db.verification.findFirstOrThrow({
      where: { userId: viewer.userId },
    });
    const senior = await signInSomebody("senior");
    await redactVerification(senior, id, { confirmation: toReference(referenceNumber) });
    expect(await rowsOf(company.accountId)).toMatchObject([{ redactionRequestedAt: expect.any(Date) }]);
    await control("/clock", { advanceSeconds: 4 * 24 * 60 * 60 });
    const own = currentSessionId ?? "";
    await until("Stripe has redacted the seller's own", async () => {
      await syncVerificationSession(own);
      return (await db.verificationSession.findUniqueOrThrow({ where: { id: own } })).redactionStatus === "redacted";
    });
    const progress = async () => {
      const { redactedAt } = await db.verification.findUniqueOrThrow({ where: { id } });
      const keys = await db.dataKey.count({ where: { userId: viewer.userId, destroyedAt: null } });
      return { done: redactedAt !== null, hasKey: keys > 0, shown: (await getCase(senior, id))?.redaction?.redactedAt };
    };
    return { ...company, own, progress };
  }
  const running = { done: false, hasKey: true, shown: null };
  const done = { done: true, hasKey: false, shown: expect.any(String) };

  test("when the seller's data are deleted, which is not done before", async () => {
    const { viewer, accountId, session, progress } = await ownIsRedacted();
    expect(await progress()).toEqual(running);
    expect(await startVerification(viewer, { entry: "modal" })).toEqual({ ok: false, code: "being_deleted" });
    await untilRedacted(accountId, session);
    expect(await progress()).toEqual(running);
    await runJobs(["syncVerificationSession"]);
    expect(await progress()).toEqual(done);
    const named = await db.accountPerson.count({ where: { accountId, lastName: { not: null } } });
    expect(named).toBe(0);
  });

  test("when the seller's data are deleted, which the reconciler ends where the job was lost", async () => {
    const { accountId, session, own, progress } = await ownIsRedacted();
    await untilRedacted(accountId, session);
    await db.$executeRaw`select graphile_worker.remove_job(${`syncVerificationSession:${own}`})`;
    expect(await progress()).toEqual(running);
    setClock(new Date(now().getTime() + 3_600_000));
    await reconcileRound();
    await runJobs(["syncVerificationSession"]);
    expect(await progress()).toEqual(done);
  });

  test("as soon as it may be, where Stripe is still checking", async () => {
    const { viewer, invited, accountId, theo } = await ownerAsked();
    const session = await begin(invited);
    await submit(session, "verified", { delaySeconds: 600 });
    await syncVerificationSession(session);
    expect(await removePerson(viewer, { person: theo })).toEqual({ ok: true });
    await runJobs(["syncVerificationSession"]);
    expect(await redactionOf(session)).toBeNull();
    expect(await db.failedAttempt.count({ where: { objectId: session } })).toBe(0);

    await control("/clock", { advanceSeconds: 601 });
    for (const event of await eventsOf(session)) await receiveEvent(event);
    await untilRedacted(accountId, session);
  });

  test("as soon as the reconciler looks, where the request was lost", async () => {
    const { viewer, accountId, theo, session } = await proven();
    expect(await removePerson(viewer, { person: theo })).toEqual({ ok: true });
    await db.$executeRaw`select graphile_worker.remove_job(${`syncVerificationSession:${session}`})`;
    // Long after its link has run out.
    const inDays = (days: number) => new Date(now().getTime() + days * 24 * 3_600_000);
    await db.personSession.updateMany({ where: { accountId }, data: { syncedAt: inDays(3) } });
    setClock(inDays(4));
    expect((await reconcileRound()).redaction_unfinished).toBeGreaterThan(0);
    await untilRedacted(accountId, session);
  });
});
