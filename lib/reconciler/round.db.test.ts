import { afterEach, expect, test, vi } from "vitest";
import { db } from "@/lib/db/client";
import { reconcileRound } from "@/lib/reconciler/round";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

const written: string[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await control("/faults", undefined, "DELETE");
});
const listen = () => vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);

/** How many calls the emulator got while `work` ran. */
async function callsOf(work: () => Promise<unknown>): Promise<number> {
  // A cast, because the contract of the emulator's control says so.
  const count = async () => ((await control("/requests", undefined, "GET")) as { requests: unknown[] }).requests.length;
  const before = await count();
  await work();
  return (await count()) - before;
}

const quiet = {
  dead_letter: 0,
  stranded_event: 0,
  stuck_processing: 0,
  unanswered: 0,
  window_over: 0,
  redaction_unfinished: 0,
  deadline_over: 0,
  stuck_checking: 0,
  account_unheard: 0,
  account_unread: 0,
  undelivered_event: 0,
  unwritten_customer: 0,
  unknown_session: 0,
  unknown_account: 0,
};

test("events that never came are received in one round, their sessions fixed, and the findings counted", async () => {
  listen();
  await stripe().webhookEndpoints.create({
    url: "http://127.0.0.1:9/webhook",
    enabled_events: ["identity.verification_session.verified"],
  });
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const { currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  await submit(currentSessionId ?? "", "verified");
  await until(
    "Stripe lists an event that it could not deliver",
    async () => (await stripe().events.list({ delivery_success: false })).data.length > 0,
  );

  expect(await reconcileRound()).toEqual({ ...quiet, undelivered_event: 1 });
  expect(await db.stripeEvent.findMany({ where: { objectId: currentSessionId } })).toMatchObject([
    { type: "identity.verification_session.verified", deliveries: 0, outcome: "queued", payload: expect.anything() },
  ]);
  expect(written.join("")).toContain('"outcome":"undelivered_event","count":1');
  await syncVerificationSession(currentSessionId ?? "");
  expect(await db.verification.findFirst({ where: { userId: viewer.userId } })).toMatchObject({ status: "verified" });

  expect(await reconcileRound()).toEqual(quiet);
  expect(await db.reconcilerFinding.findMany()).toMatchObject([{ kind: "undelivered_event", total: 1n }]);
  expect(await db.highWaterMark.findUnique({ where: { name: "round" } })).not.toBeNull();
});

test("a round in which nothing happened costs three calls of Stripe's", async () => {
  listen();
  await reconcileRound();
  expect(await callsOf(reconcileRound)).toBe(3);
});

test("while Stripe is away a round does what it can, and the next one finds what this one could not", async () => {
  listen();
  await control("/faults", { target: "api", kind: "status", status: 500, seed: 1, path: "/v1/*", probability: 1 });
  const marks = await db.highWaterMark.findMany({ where: { name: { not: "round" } }, orderBy: { name: "asc" } });
  const { undelivered_event, unknown_session, unknown_account, ...ours } = quiet;
  expect(await reconcileRound()).toEqual(ours);
  const after = await db.highWaterMark.findMany({
    where: { name: { in: ["sessions", "accounts", "undelivered_events"] } },
    orderBy: { name: "asc" },
  });
  expect(after).toEqual(marks.filter(({ name }) => name !== "stranded_events"));

  await control("/faults", undefined, "DELETE");
  expect(await reconcileRound()).toEqual(quiet);
});
