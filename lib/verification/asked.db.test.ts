import { expect, test } from "vitest";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import { checkEnvAtBoot } from "@/lib/env";
import { getMyVerification } from "@/lib/verification/data";
import { declareDetails } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { declareDetailsInput } from "@/lib/verification/schema";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";

/** As after a deployment with these variables: the environment is read anew. */
function deploy(variables: { VERIFICATION_TYPE?: string; REQUIRE_ID_NUMBER?: string; VERIFICATION_FLOW?: string }) {
  const unset = { VERIFICATION_TYPE: "", REQUIRE_ID_NUMBER: "", VERIFICATION_FLOW: "" };
  Object.assign(process.env, unset, variables);
  checkEnvAtBoot();
}

async function startAs(viewer: Viewer) {
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  return startVerification(viewer, { entry: "modal" });
}
const sessionsOf = (userId: string) =>
  stripe()
    .identity.verificationSessions.list({ client_reference_id: userId, expand: ["data.provided_details"] })
    .autoPagingToArray({ limit: 100 });
const verificationOf = (userId: string) => db.verification.findFirstOrThrow({ where: { userId } });

test("an ID number alone is asked for, checked and kept as such", async () => {
  deploy({ VERIFICATION_TYPE: "id_number" });
  const viewer = await signInSomebody();
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  const [session] = await sessionsOf(viewer.userId);
  expect(session).toMatchObject({ type: "id_number", options: { id_number: {} } });
  expect(session?.options?.document).toBeUndefined();
  expect((await db.consent.findFirstOrThrow({ where: { userId: viewer.userId } })).version).toBe(3);

  await submit(session?.id ?? "", "id_number_mismatch");
  await syncVerificationSession(session?.id ?? "");
  expect(await getMyVerification(viewer)).toMatchObject({ failureCode: "id_number_mismatch", nextStep: "retry" });
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  await submit(session?.id ?? "", "verified");
  await syncVerificationSession(session?.id ?? "");
  expect(await verificationOf(viewer.userId)).toMatchObject({ status: "verified", documentType: null });
  const checks = await db.verificationCheck.findMany({ orderBy: { status: "asc" } });
  expect(checks.map(({ kind, status }) => [kind, status])).toEqual([
    ["id_number", "verified"],
    ["id_number", "unverified"],
  ]);
});

test.each([
  [{}, { VERIFICATION_TYPE: "id_number" }, "document_expired", ["document", "selfie"]],
  [{ REQUIRE_ID_NUMBER: "true" }, {}, "id_number_mismatch", ["document", "selfie", "id_number"]],
  [{ VERIFICATION_TYPE: "id_number" }, {}, "id_number_mismatch", ["id_number"]],
])(
  "under %o, whatever is asked for later (%o), people read what was verified of them",
  async (asked, later, failure, kinds) => {
    deploy(asked);
    const viewer = await signInSomebody();
    await startAs(viewer);
    const id = (await verificationOf(viewer.userId)).currentSessionId ?? "";
    const verifiedKinds = async () => (await getMyVerification(viewer)).verifiedKinds;
    await submit(id, failure);
    await syncVerificationSession(id);
    expect(await verifiedKinds()).toEqual([]);
    await submit(id, "verified");
    await syncVerificationSession(id);
    expect(await verifiedKinds()).toEqual(kinds);
    deploy(later);
    expect(await verifiedKinds()).toEqual(kinds);
  },
);

test("of what somebody overrode in the Dashboard nothing is said to be verified that no check did", async () => {
  deploy({});
  const viewer = await signInSomebody();
  await startAs(viewer);
  const id = (await verificationOf(viewer.userId)).currentSessionId ?? "";
  await submit(id, "document_expired");
  await control(`/verification_sessions/${id}/override`, { status: "verified" });
  await syncVerificationSession(id);
  const { status, verifiedKinds } = await getMyVerification(viewer);
  expect([status, verifiedKinds.includes("document")]).toEqual(["verified", false]);
});

test("an open session is updated when the policy or the person's address changes, and only then", async () => {
  deploy({});
  const viewer = await signInSomebody();
  await startAs(viewer);
  const updates = async () => {
    // A cast, because the contract of the emulator's control says so.
    const { requests } = (await control("/requests", undefined, "GET")) as {
      requests: { method: string; path: string }[];
    };
    return requests.filter(({ method, path }) => method === "POST" && /verification_sessions\/vs_\w+$/.test(path))
      .length;
  };
  const before = await updates();
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  expect(await updates()).toBe(before);

  deploy({ REQUIRE_ID_NUMBER: "true" });
  expect(await startAs(viewer)).toMatchObject({ ok: true, clientSecret: expect.any(String) });
  const [asked] = await sessionsOf(viewer.userId);
  expect(asked?.options?.document).toMatchObject({ require_id_number: true, require_live_capture: true });

  const moved = { ...viewer, email: `moved-${viewer.email}` };
  expect(await startVerification(moved, { entry: "hosted" })).toMatchObject({ ok: true, url: expect.any(String) });
  expect((await sessionsOf(viewer.userId))[0]?.provided_details?.email).toBe(moved.email);

  deploy({ VERIFICATION_TYPE: "id_number" });
  // Nobody has agreed to this wording yet.
  expect(await startVerification(viewer, { entry: "modal" })).toEqual({ ok: false, code: "consent_missing" });
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  expect(await sessionsOf(viewer.userId)).toMatchObject([{ id: asked?.id, type: "id_number" }]);
  expect(await updates()).toBe(before + 3);

  deploy({});
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  expect(await sessionsOf(viewer.userId)).toMatchObject([
    { type: "document", options: { document: { require_id_number: false } } },
  ]);
});

test("an update that Stripe refuses while the session awaits input is told as a refusal, and not as a check that runs", async () => {
  deploy({});
  const viewer = await signInSomebody();
  await startAs(viewer);
  const { currentSessionId } = await verificationOf(viewer.userId);
  deploy({ REQUIRE_ID_NUMBER: "true" });
  const path = `/v1/identity/verification_sessions/${currentSessionId}`;
  await control("/faults", { target: "api", kind: "status", status: 400, count: 1, seed: 1, path, method: "POST" });
  expect(await startAs(viewer)).toEqual({ ok: false, code: "stripe_refused" });
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  deploy({});
});

test("an open session of another flow is replaced once, however often is pressed, and can be submitted no more", async () => {
  deploy({});
  const viewer = await signInSomebody();
  await startAs(viewer);
  const { currentSessionId: first } = await verificationOf(viewer.userId);
  // A cast, because the contract of the emulator's control says so.
  const flow = (await control("/verification_flows", { email: { require_verification: true } })) as { id: string };
  deploy({ VERIFICATION_FLOW: flow.id });
  const presses = await Promise.all(Array.from({ length: 5 }, () => startVerification(viewer, { entry: "modal" })));
  expect(presses.filter(({ ok }) => !ok)).toEqual([]);

  const sessions = await sessionsOf(viewer.userId);
  expect(sessions.map(({ type, status }) => [type, status])).toEqual([
    ["verification_flow", "requires_input"],
    ["document", "canceled"],
  ]);
  expect(sessions[0]).toMatchObject({ verification_flow: flow.id, provided_details: { email: viewer.email } });
  expect(sessions[1]?.id).toBe(first);
  expect(await verificationOf(viewer.userId)).toMatchObject({
    status: "in_progress",
    closedAt: null,
    currentSessionId: sessions[0]?.id,
  });
  expect(sessions[0]?.provided_details?.phone).toBeUndefined();
  await submit(sessions[0]?.id ?? "", "email_verification_declined");
  await syncVerificationSession(sessions[0]?.id ?? "");
  expect(await getMyVerification(viewer)).toMatchObject({ failureCode: "email_verification_declined" });
  deploy({});
});

test("a declared phone number is told for a session that checks one, changed and taken back with it, and for no other", async () => {
  deploy({});
  const viewer = await signInSomebody();
  const declare = (phone: string) =>
    declareDetails(viewer, declareDetailsInput.parse({ country: "US", firstName: "", lastName: "", phone }));
  expect(await declare("+1 (503) 555-0199")).toEqual({ ok: true });
  const details = async () => (await sessionsOf(viewer.userId)).map((session) => session.provided_details);
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  expect(await details()).toEqual([{ email: viewer.email }]);

  const flowOf = async (checks: object) => {
    // A cast, because the contract of the emulator's control says so.
    const { id } = (await control("/verification_flows", checks)) as { id: string };
    deploy({ VERIFICATION_FLOW: id });
    expect(await startAs(viewer)).toMatchObject({ ok: true });
  };
  const required = { require_verification: true };
  await flowOf({ email: required });
  expect((await details())[0]).toEqual({ email: viewer.email });
  await flowOf({ email: required, phone: required });
  expect((await details())[0]).toEqual({ email: viewer.email, phone: "+15035550199" });

  await declare("0049 30 9018 20");
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  expect((await details())[0]).toEqual({ email: viewer.email, phone: "+4930901820" });
  // Stripe unsets no detail of a session: another takes its place, and the old number can no longer be asked for its code.
  const [told] = await sessionsOf(viewer.userId);
  await declare("");
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  expect((await details())[0]).toEqual({ email: viewer.email });
  const [open] = await sessionsOf(viewer.userId);
  expect((await verificationOf(viewer.userId)).currentSessionId).toBe(open?.id);
  expect((await sessionsOf(viewer.userId)).find(({ id }) => id === told?.id)?.status).toBe("canceled");
  expect(await startAs(viewer)).toMatchObject({ ok: true });
  expect((await sessionsOf(viewer.userId))[0]?.id).toBe(open?.id);
  deploy({});
});

test.each(["5035550199", "+1", "a phone", "+1 503 555 0199 ext. 4"])("%s is no phone number to declare", (phone) => {
  const details = { country: "US", firstName: "", lastName: "", phone };
  expect(declareDetailsInput.safeParse(details).success).toBe(false);
});
