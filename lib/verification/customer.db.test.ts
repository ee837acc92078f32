import pMap from "p-map";
import { afterEach, describe, expect, test } from "vitest";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { cancelVerification, redactVerification } from "@/lib/cases/mutations";
import { db } from "@/lib/db/client";
import { reconcileCustomers } from "@/lib/reconciler/unwritten-customers";
import { now, setClock } from "@/lib/time";
import { wordOf, writeCustomer } from "@/lib/verification/customer";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

process.env.CUSTOMERS = "customer";
process.env.CUSTOMER_DETAILS = "full";

afterEach(async () => {
  setClock(new Date());
  await control("/faults", undefined, "DELETE");
});

const start = (viewer: Viewer) => startVerification(viewer, { entry: "modal" });
async function somebodyReady() {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  return viewer;
}
const rowOf = (userId: string) => db.customer.findUniqueOrThrow({ where: { userId } });
const newestOf = (userId: string) =>
  db.verification.findFirstOrThrow({ where: { userId }, orderBy: { referenceNumber: "desc" } });

/** What Stripe says of the person's customers, newest first. */
const customersOf = async (userId: string, metadata = "user_id") => {
  const all = await stripe().customers.list().autoPagingToArray({ limit: 1_000 });
  return all.filter((customer) => customer.metadata[metadata] === userId);
};
const updatesOf = async (customerId: string) => {
  const events = await stripe().events.list({ type: "customer.updated" }).autoPagingToArray({ limit: 1_000 });
  return events.filter(({ data }) => "id" in data.object && data.object.id === customerId).length;
};
const customer = async (id: string | null) => {
  const found = await stripe().customers.retrieve(id ?? "");
  if (found.deleted) throw new Error("the customer was deleted");
  return found;
};

async function somebodyVerified() {
  const viewer = await somebodyReady();
  await start(viewer);
  const { id, currentSessionId, referenceNumber } = await newestOf(viewer.userId);
  const sessionId = currentSessionId ?? "";
  await submit(sessionId, "verified", { outputs: { first_name: "Edda", last_name: "Andersmann" } });
  await syncVerificationSession(sessionId);
  return { viewer, userId: viewer.userId, verificationId: id, sessionId, reference: toReference(referenceNumber) };
}

describe("a person's first session", () => {
  test("is related to a customer of theirs, who is pending", async () => {
    const viewer = await somebodyReady();
    expect(await start(viewer)).toMatchObject({ ok: true });
    const { stripeId } = await rowOf(viewer.userId);
    expect(await customer(stripeId)).toMatchObject({
      email: viewer.email,
      name: null,
      metadata: { user_id: viewer.userId, verification_status: "pending" },
    });
    const sessions = await stripe().identity.verificationSessions.list({ related_customer: stripeId ?? "" });
    expect(sessions.data.map(({ client_reference_id: reference }) => reference)).toEqual([viewer.userId]);
    expect(await writeCustomer(viewer.userId)).toBe("unchanged");
  });

  test("twenty parallel presses make one customer", async () => {
    const viewer = await somebodyReady();
    const results = await Promise.all(Array.from({ length: 20 }, () => start(viewer)));
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect(await customersOf(viewer.userId)).toHaveLength(1);
  });

  test.each([
    ["the answer was lost twice", { kind: "cut_after", count: 2 }],
    ["Stripe keeps a crash after it made one", { kind: "crash_after", count: 1 }],
    ["Stripe keeps a crash before it made one", { kind: "crash_before", count: 1 }],
    ["Stripe was down", { kind: "status", status: 500, count: 2 }],
  ])("makes one customer where %s", async (_how, fault) => {
    const viewer = await somebodyReady();
    await control("/faults", { target: "api", seed: 1, path: "/v1/customers", method: "POST", ...fault });
    await start(viewer);
    expect(await start(viewer)).toMatchObject({ ok: true });
    const [made, ...others] = await customersOf(viewer.userId);
    expect(others).toEqual([]);
    expect((await rowOf(viewer.userId)).stripeId).toBe(made?.id);
  });

  const losesItsAnswer = { target: "api", kind: "cut_after", count: 2, seed: 1, path: "/v1/customers", method: "POST" };
  /** Stripe's clock is moved by tests; ours must be right where times of both are compared. */
  const followStripesClock = async () => setClock(new Date((await stripe().customers.create()).created * 1_000));
  const makeOthers = (count: number) =>
    pMap(Array.from({ length: count }), () => stripe().customers.create(), { concurrency: 20 });

  test("whose creation was not answered, and behind a hundred newer customers, is found for a deletion", async () => {
    const viewer = await somebodyReady();
    const { userId } = viewer;
    await control("/faults", losesItsAnswer);
    expect(await start(viewer)).toEqual({ ok: false, code: "stripe_unavailable" });
    const [made] = await customersOf(userId);
    expect(await rowOf(userId)).toMatchObject({ stripeId: null });
    await makeOthers(101);
    await db.customer.update({ where: { userId }, data: { status: "redacted", revision: 2, changedAt: new Date() } });
    expect(await writeCustomer(userId)).toBe("written");
    expect(await customer(made?.id ?? "")).toMatchObject({
      email: null,
      metadata: { verification_status: "redacted" },
    });
    expect(await rowOf(userId)).toMatchObject({ stripeId: made?.id, writtenRevision: 2 });
  });

  test("has the customer whose creation was not answered also when Stripe has forgotten the key, however many are newer", async () => {
    await followStripesClock();
    const viewer = await somebodyReady();
    const { userId } = viewer;
    await control("/faults", losesItsAnswer);
    expect(await start(viewer)).toEqual({ ok: false, code: "stripe_unavailable" });
    const { createdAt } = await rowOf(userId);
    await control("/clock", { advanceSeconds: 3_600 });
    await makeOthers(501);
    await control("/clock", { advanceSeconds: 24 * 3_600 });
    setClock(new Date(createdAt.getTime() + 25 * 3_600_000));
    expect(await start(viewer)).toMatchObject({ ok: true });
    const [made, ...others] = await customersOf(userId);
    expect(others).toEqual([]);
    expect((await rowOf(userId)).stripeId).toBe(made?.id);
    // What it says was never answered, so it is told again.
    expect(await writeCustomer(userId)).toBe("written");
  });

  test("whose first creation failed days ago is sought by the time of the one that followed", async () => {
    await followStripesClock();
    const viewer = await somebodyReady();
    const { userId } = viewer;
    await control("/faults", { ...losesItsAnswer, kind: "status", status: 500 });
    expect(await start(viewer)).toEqual({ ok: false, code: "stripe_unavailable" });
    await db.customer.update({
      where: { userId },
      data: { createdAt: new Date(now().getTime() - 3 * 24 * 3_600_000) },
    });
    await control("/faults", losesItsAnswer);
    expect(await start(viewer)).toEqual({ ok: false, code: "stripe_unavailable" });
    const [made] = await customersOf(userId);
    await control("/clock", { advanceSeconds: 3_600 });
    await makeOthers(501);
    await db.customer.update({ where: { userId }, data: { status: "redacted", revision: 2, changedAt: now() } });
    expect(await writeCustomer(userId)).toBe("written");
    expect((await rowOf(userId)).stripeId).toBe(made?.id);
  });

  test("has a new customer after theirs was deleted in the Dashboard", async () => {
    const viewer = await somebodyReady();
    const senior = await signInSomebody("senior");
    await start(viewer);
    const { stripeId } = await rowOf(viewer.userId);
    await stripe().customers.del(stripeId ?? "");
    const tenHoursAgo = new Date(Date.now() - 10 * 3_600_000);
    await db.customer.update({ where: { userId: viewer.userId }, data: { createdAt: tenHoursAgo } });
    await cancelVerification(senior, (await newestOf(viewer.userId)).id);
    await recordConsent(viewer, { choice: "agreed", locale: "en" });
    expect(await start(viewer)).toMatchObject({ ok: true });
    const next = await rowOf(viewer.userId);
    expect(next.stripeId).not.toBe(stripeId);
    // By this time the new one is found, should its answer be lost.
    expect(next.createdAt.getTime()).toBeGreaterThan(tenHoursAgo.getTime());
    expect((await customer(next.stripeId)).metadata.verification_status).toBe("pending");
  });
});

describe("a customer", () => {
  test("is told once who verified them, whatever is repeated, and where the answer was never written down", async () => {
    const { userId, sessionId } = await somebodyVerified();
    const { stripeId, revision } = await rowOf(userId);
    expect(await writeCustomer(userId)).toBe("written");
    expect(await customer(stripeId)).toMatchObject({
      name: "Edda Andersmann",
      metadata: { user_id: userId, verification_status: "verified", verification_session_id: sessionId },
    });
    for (let time = 0; time < 5; time++) {
      await syncVerificationSession(sessionId);
      expect(await writeCustomer(userId)).toBe("unchanged");
    }
    // As a worker leaves it that dies between Stripe's answer and our row.
    await stripe().customers.update(stripeId ?? "", { name: "Changed since" });
    await db.customer.update({ where: { userId }, data: { writtenRevision: revision - 1 } });
    expect(await writeCustomer(userId)).toBe("written");
    expect((await customer(stripeId)).name).toBe("Changed since");
    expect(await updatesOf(stripeId ?? "")).toBe(2);
  });

  test("keeps what others wrote there", async () => {
    const { userId } = await somebodyVerified();
    const { stripeId } = await rowOf(userId);
    await stripe().customers.update(stripeId ?? "", { metadata: { plan: "gold" } });
    await writeCustomer(userId);
    expect((await customer(stripeId)).metadata).toMatchObject({ plan: "gold", verification_status: "verified" });
  });

  test("is pending again when the Dashboard takes the result back", async () => {
    const { userId, sessionId } = await somebodyVerified();
    await writeCustomer(userId);
    await control(`/verification_sessions/${sessionId}/override`, { status: "requires_input" });
    await syncVerificationSession(sessionId);
    await writeCustomer(userId);
    const { stripeId } = await rowOf(userId);
    const { metadata } = await customer(stripeId);
    expect(metadata).toMatchObject({ verification_status: "pending" });
    expect(metadata).not.toHaveProperty("verification_session_id");
  });

  test("that Stripe answers with an error that it keeps is told under the next key", async () => {
    const { userId } = await somebodyVerified();
    const { stripeId } = await rowOf(userId);
    const path = `/v1/customers/${stripeId}`;
    await control("/faults", { target: "api", kind: "crash_before", count: 1, seed: 1, path, method: "POST" });
    await expect(writeCustomer(userId)).rejects.toMatchObject({ code: "stripe_unavailable" });
    await writeCustomer(userId).catch(() => null);
    expect(await writeCustomer(userId)).not.toBe("absent");
    expect((await customer(stripeId)).metadata.verification_status).toBe("verified");
  });

  test("who was deleted in the Dashboard is not waited for", async () => {
    const { userId } = await somebodyVerified();
    const { stripeId } = await rowOf(userId);
    await stripe().customers.del(stripeId ?? "");
    expect(await writeCustomer(userId)).toBe("absent");
    expect(await writeCustomer(userId)).toBe("unchanged");
  });

  test("who is live and whom our key does not find is told later, with the key that made them", async () => {
    const { userId, verificationId, sessionId, reference } = await somebodyVerified();
    await writeCustomer(userId);
    const senior = await signInSomebody("senior");
    await redactVerification(senior, verificationId, { confirmation: reference });
    await db.verificationSession.update({ where: { id: sessionId }, data: { livemode: true } });
    const { stripeId, revision } = await rowOf(userId);
    // As another platform's key is answered.
    await db.customer.update({ where: { userId }, data: { stripeId: "cus_unknown" } });
    await expect(writeCustomer(userId)).rejects.toMatchObject({ code: "stripe_refused", final: false });
    expect((await rowOf(userId)).writtenRevision).toBeLessThan(revision);

    await db.customer.update({ where: { userId }, data: { stripeId } });
    // This platform, unlike another, has kept what the idempotency key was answered.
    await expect(writeCustomer(userId)).rejects.toMatchObject({ code: "stripe_key_reused" });
    expect(await writeCustomer(userId)).toBe("written");
    expect(await customer(stripeId)).toMatchObject({ email: null, metadata: { verification_status: "redacted" } });
  });

  test("who was deleted in the Dashboard is not waited for where they are live, and test data that are gone are not either", async () => {
    const [live, ofTest] = [await somebodyVerified(), await somebodyVerified()];
    await db.verificationSession.update({ where: { id: live.sessionId }, data: { livemode: true } });
    await stripe().customers.del((await rowOf(live.userId)).stripeId ?? "");
    await db.customer.update({ where: { userId: ofTest.userId }, data: { stripeId: "cus_gone" } });
    for (const { userId } of [live, ofTest]) expect(await writeCustomer(userId)).toBe("absent");
  });

  test("whose job is lost is found by the reconciler, once", async () => {
    const { userId } = await somebodyVerified();
    await db.$executeRaw`delete from graphile_worker._private_jobs where key = ${`writeCustomer:${userId}`}`;
    await db.customer.update({ where: { userId }, data: { changedAt: new Date(Date.now() - 3_600_000) } });
    expect(await reconcileCustomers()).toBe(1);
    expect(await reconcileCustomers()).toBe(0);
    await writeCustomer(userId);
  });

  test("says nothing of the person from a deletion on, and is theirs again when they begin anew", async () => {
    const { viewer, userId, verificationId, sessionId, reference } = await somebodyVerified();
    await writeCustomer(userId);
    const { stripeId } = await rowOf(userId);
    await stripe().customers.update(stripeId ?? "", {
      phone: "+15550000",
      description: "Edda",
      address: { line1: "1 Invented Street", city: "Lyon", country: "FR" },
    });
    const senior = await signInSomebody("senior");
    expect(await redactVerification(senior, verificationId, { confirmation: reference })).toEqual({ ok: true });
    expect(await writeCustomer(userId)).toBe("written");
    expect(await customer(stripeId)).toMatchObject({
      email: null,
      name: null,
      phone: null,
      description: null,
      address: null,
      metadata: { verification_status: "redacted" },
    });
    expect(await customersOf(userId)).toEqual([]);
    expect(await customersOf(sessionId, "verification_session_id")).toEqual([]);

    await control("/clock", { advanceSeconds: 4 * 24 * 60 * 60 });
    await until("a sync finds the redaction done", async () => {
      await syncVerificationSession(sessionId);
      return (await db.verification.findUniqueOrThrow({ where: { id: verificationId } })).redactedAt !== null;
    });
    expect(await writeCustomer(userId)).toBe("unchanged");

    await recordConsent(viewer, { choice: "agreed", locale: "en" });
    expect(await start(viewer)).toMatchObject({ ok: true });
    await writeCustomer(userId);
    expect(await customer(stripeId)).toMatchObject({
      email: viewer.email,
      metadata: { user_id: userId, verification_status: "pending" },
    });
  });

  test("whose creation nobody was told of is found for a deletion", async () => {
    const viewer = await somebodyReady();
    const { userId } = viewer;
    const made = await stripe().customers.create({ email: viewer.email, metadata: { user_id: userId } });
    await db.customer.create({
      data: { userId, status: "redacted", revision: 2, createdAt: new Date(), changedAt: new Date() },
    });
    expect(await writeCustomer(userId)).toBe("written");
    expect(await customer(made.id)).toMatchObject({ email: null, metadata: { verification_status: "redacted" } });
    expect(await rowOf(userId)).toMatchObject({ stripeId: made.id, writtenRevision: 2 });
  });
});

test("what a customer must say follows from the newest verification", () => {
  const redactionRequestedAt = new Date();
  expect(wordOf(null)).toEqual({ status: "pending", sessionId: null });
  for (const status of ["in_progress", "in_review", "declined", "closed"] as const) {
    expect(wordOf({ status, currentSessionId: "vs_1", redactionRequestedAt: null }).status, status).toBe("pending");
  }
  expect(wordOf({ status: "verified", currentSessionId: "vs_1", redactionRequestedAt: null })).toEqual({
    status: "verified",
    sessionId: "vs_1",
  });
  expect(wordOf({ status: "closed", currentSessionId: "vs_1", redactionRequestedAt })).toEqual({
    status: "redacted",
    sessionId: null,
  });
});
