import { afterEach, expect, test } from "vitest";
import { may } from "@/lib/auth/permissions";
import { exportVerifications } from "@/lib/cases/export";
import { queueFilter } from "@/lib/cases/schema";
import { startPersonSelfie } from "@/lib/connect/person-selfie";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { exportFromStripe } from "@/lib/reconciler/stripe-export";
import { setClock } from "@/lib/time";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { Role } from "@/prisma/generated/enums";
import { openInvitation, signInCompany } from "@/testkit/in-process/companies";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

afterEach(async () => {
  setClock(new Date());
  await control("/faults", undefined, "DELETE");
});

const filterOf = (given: object) => queueFilter.parse(given);
async function streamOf(viewer: Parameters<typeof exportFromStripe>[0], days: object = {}) {
  const stream = await exportFromStripe(viewer, filterOf(days));
  if (typeof stream === "string") throw new Error(stream);
  return stream;
}
async function read(days: object = {}) {
  const viewer = await signInSomebody("senior");
  const stream = await streamOf(viewer, days);
  const text = await new Response(stream).text();
  const [head = "", ...lines] = text.trim().split("\r\n");
  const rows = lines.map((line) => {
    const values = line.split(",");
    return Object.fromEntries(head.split(",").map((name, index) => [name, values[index]]));
  });
  return { viewer, rows };
}
async function somebodyStarted() {
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const { currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  return { userId: viewer.userId, sessionId: currentSessionId ?? "" };
}
const waiting = async () => {
  const jobs = await db.$queryRaw<{ key: string }[]>`select key from graphile_worker.jobs where key like 'sync%'`;
  return jobs.map(({ key }) => key.split(":")[1]).sort();
};

test("Stripe's list is compared with ours line by line, and what differs is synced", async () => {
  const same = await somebodyStarted();
  const moved = await somebodyStarted();
  await submit(moved.sessionId, "document_expired");
  await until(
    "Stripe's checks end",
    async () => (await stripe().identity.verificationSessions.retrieve(moved.sessionId)).last_error !== null,
  );
  const unheard = await stripe().identity.verificationSessions.create({
    type: "document",
    client_reference_id: same.userId,
  });
  const foreign = await stripe().identity.verificationSessions.create({ type: "document" });
  const { verificationId } = await db.verificationSession.findUniqueOrThrow({ where: { id: same.sessionId } });
  await db.$executeRaw`insert into verification_session (id, verification_id, type, status, livemode, created_at, synced_at,
    changed_at, sync_ticket)
    select id, ${verificationId}::uuid, 'document', 'canceled', false, now() - age, now(), now(), 1
    from (values ('vs_elsewhere', interval '2 minutes'), ('vs_begun_while_listing', interval '0')) held (id, age)`;

  const { viewer, rows } = await read();
  const said = Object.fromEntries(rows.map((row) => [row.verification_session, row.difference]));
  expect(said).toEqual({
    [same.sessionId]: "",
    [moved.sessionId]: "last_error",
    [unheard.id]: "not_here",
    [foreign.id]: "not_ours",
    vs_elsewhere: "not_at_stripe",
  });
  expect(rows.find((row) => row.verification_session === moved.sessionId)).toMatchObject({
    stripe_last_error: "document_expired",
    our_last_error: "",
    case: expect.stringMatching(/^NW-\d+$/),
  });
  expect(await waiting()).toEqual([moved.sessionId, unheard.id].sort());
  const entries = await db.auditEntry.findMany({ where: { actorId: viewer.userId }, orderBy: { id: "asc" } });
  expect(entries.map(({ action, subject }) => [action, subject])).toEqual([
    ["verifications.export_started", "source:stripe"],
    ["verifications.exported", "rows:5"],
  ]);

  for (const id of [moved.sessionId, unheard.id]) await syncVerificationSession(id);
  const after = (await read()).rows.filter(({ difference }) => difference !== "");
  expect(after.map((row) => row.difference).sort()).toEqual(["not_at_stripe", "not_ours"]);
});

test("a session of somebody whom a seller invited is compared with the row that holds it", async () => {
  const company = await signInCompany();
  await control(`/accounts/${company.stripeId}/requirements`, { entry: `${company.theo}.verification.document` });
  await syncConnectedAccount(company.stripeId);
  const { invited } = await openInvitation(company, company.theo);
  await startPersonSelfie(invited, { locale: "en" });
  const { sessionId } = await db.personSession.findFirstOrThrow({ where: { accountId: company.accountId } });
  const id = sessionId ?? "";
  const lineOf = async () => (await read()).rows.find((row) => row.verification_session === id);
  expect(await lineOf()).toMatchObject({ case: "", our_status: "requires_input", difference: "" });

  await submit(id, "document_expired");
  await until(
    "Stripe's checks end",
    async () => (await stripe().identity.verificationSessions.retrieve(id)).last_error !== null,
  );
  expect(await lineOf()).toMatchObject({
    stripe_last_error: "document_expired",
    our_last_error: "",
    difference: "last_error",
  });
  expect(await waiting()).toContain(id);
  await syncVerificationSession(id);
  expect(await lineOf()).toMatchObject({ our_last_error: "document_expired", difference: "" });
});

test("a session of somebody invited that Stripe leaves out is named, once it is older than a moment and in the days asked for", async () => {
  const company = await signInCompany();
  await control(`/accounts/${company.stripeId}/requirements`, { entry: `${company.theo}.verification.document` });
  await syncConnectedAccount(company.stripeId);
  const { invited } = await openInvitation(company, company.theo);
  await startPersonSelfie(invited, { locale: "en" });
  const { accountId } = company;
  const { createdAt } = await db.personSession.findFirstOrThrow({ where: { accountId } });
  await db.personSession.updateMany({ where: { accountId }, data: { sessionId: "vs_invited_elsewhere" } });
  const linesOf = async (days: object = {}) =>
    (await read(days)).rows.filter((row) => row.verification_session === "vs_invited_elsewhere");
  expect(await linesOf()).toEqual([]);

  setClock(new Date(Date.now() + 120_000));
  expect(await linesOf()).toMatchObject([
    { created_at: createdAt?.toISOString(), stripe_status: "", case: "", our_status: "requires_input" },
  ]);
  expect(await linesOf()).toMatchObject([{ difference: "not_at_stripe" }]);
  expect(await linesOf({ from: "2001-01-01", to: "2001-01-31" })).toEqual([]);
  expect(await linesOf({ from: createdAt?.toISOString().slice(0, 10) })).toHaveLength(1);
});

test("only the days asked for are listed", async () => {
  await somebodyStarted();
  expect((await read({ from: "2001-01-01", to: "2001-01-31" })).rows).toEqual([]);
  const today = new Date().toISOString().slice(0, 10);
  expect((await read({ from: today, to: today })).rows.length).toBeGreaterThan(0);
});

test("where Stripe fails in the middle the audit log says that it was broken off", async () => {
  await control("/faults", {
    target: "api",
    kind: "status",
    status: 500,
    count: 3,
    seed: 1,
    path: "/v1/identity/verification_sessions",
    method: "GET",
  });
  const viewer = await signInSomebody("senior");
  const stream = await streamOf(viewer);
  await expect(new Response(stream).text()).rejects.toThrow();
  const entries = await db.auditEntry.findMany({ where: { actorId: viewer.userId }, orderBy: { id: "asc" } });
  expect(entries.map(({ action }) => action)).toEqual([
    "verifications.export_started",
    "verifications.export_broken_off",
  ]);
});

test("is for the roles that may export, and no other", async () => {
  for (const role of Object.values(Role)) {
    const stream = await exportFromStripe(await signInSomebody(role), filterOf({}));
    expect(typeof stream !== "string", role).toBe(may(role, "verifications.export"));
    if (typeof stream === "string") expect(stream).toBe("not_allowed");
    else await stream.cancel();
  }
});

test("asks Stripe nothing for somebody who exported six times at once, of whichever list", async () => {
  const viewer = await signInSomebody("auditor");
  const none = { q: "NW-0" };
  const exported = () => exportVerifications(viewer, filterOf(none));
  const answers = [await exported(), await exported(), await exported()];
  for (let count = 0; count < 3; count++) answers.push(await streamOf(viewer));
  expect(answers.some((answer) => typeof answer === "string")).toBe(false);
  expect(await exportFromStripe(viewer, filterOf({}))).toBe("too_often");
  for (const answer of answers) if (typeof answer !== "string") await answer.cancel();
  expect(await db.auditEntry.count({ where: { actorId: viewer.userId } })).toBe(12);
});
