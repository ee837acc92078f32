import fc from "fast-check";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failureCodes, type Outcome } from "../src/identity/failure-codes.ts";
import { startTestMode, type TestMode } from "./harness.ts";
import { SessionModel } from "./session-model.ts";

/**
 * Waits are odd multiples of 500 s and leaps multiples of 1000 s, so that whatever real time passes in a run, it decides
 * nothing.
 */
const redactionSeconds = 50_500;
const slackSeconds = 120;
/** Events are kept for 30 days. */
const longestRunSeconds = 25 * 86_400;

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ webhookUrls: [], redactionDelaySeconds: redactionSeconds });
});
afterAll(() => mode.close());

/** One run: what the emulator must hold by now. */
type World = { startedAt: number; now: number; sessions: SessionModel[] };
type Step = fc.AsyncCommand<World, TestMode>;

const sessions = () => mode.stripe.identity.verificationSessions;

/** A step of a run; `text` is what a failure prints. */
const step = (text: string, run: (world: World) => Promise<void>, isPossible = (_: World) => true): Step => ({
  check: isPossible,
  run,
  toString: () => text,
});

/** Does the call and checks that the API accepts or refuses it as the model says. */
async function expectVerdict(verdict: string, call: Promise<unknown>): Promise<void> {
  const problem = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (verdict !== "refused") expect(problem).toBeNull();
  // The control calls of the harness say the status first.
  else if (problem instanceof Stripe.errors.StripeError) expect(problem.statusCode).toBe(400);
  else expect(String(problem), "was not refused").toMatch(/^Error: 400 /);
}

const types = ["document", "id_number"] as const;

async function create(world: World, type: (typeof types)[number], metadata: Record<string, string>): Promise<void> {
  const session = await sessions().create({ type, metadata });
  const model = new SessionModel({ id: session.id, type, metadata, now: world.now, redactionSeconds });
  expect(model.sawToken(tokenOf(session), world.now)).toBeNull();
  world.sessions.push(model);
}

function tokenOf({ client_secret, url, id }: Stripe.Identity.VerificationSession): string | null {
  const token = url === null ? null : (url.split("/start/")[1] ?? "");
  expect(client_secret).toBe(token && `${id}_secret_${token}`);
  return token;
}

/** The session, its reports and its secrets are what the model says, and nothing in them contradicts the rest. */
async function expectLike(model: SessionModel, world: World): Promise<void> {
  const expand = ["last_verification_report", "verified_outputs"];
  const session = await sessions().retrieve(model.id, { expand });
  expect(session).toMatchObject({
    status: model.status,
    type: model.type,
    redaction: model.redaction && { status: model.redaction },
  });
  expect(session.metadata).toEqual(model.metadata);
  expect(model.sawToken(tokenOf(session), world.now)).toBeNull();
  expectNear(session.created, world.startedAt + model.createdAt);

  if (model.lastError === null) expect(session.last_error).toBeNull();
  else if (model.lastError === "none given") expect(session.last_error).toEqual({ code: null, reason: null });
  else expect(session.last_error).toEqual({ code: model.lastError, reason: expect.any(String) });
  if (session.last_error) expect(session.status).toBe("requires_input");

  const { data: reports } = await mode.stripe.identity.verificationReports.list({
    verification_session: model.id,
    limit: 100,
  });
  expect(reports).toHaveLength(model.attempts.length);
  [...reports].reverse().forEach((report, index) => {
    const attempt = model.attempts[index];
    const checks = [report.document, report.selfie, report.id_number, report.email, report.phone];
    expect(checks.find((check) => check?.error)?.error?.code ?? "verified").toBe(attempt?.outcome);
    expectNear(report.created, world.startedAt + (attempt?.at ?? 0));
  });
  const last = session.last_verification_report;
  expect(last && typeof last === "object" ? last.id : null).toBe(reports[0]?.id ?? null);

  const { verified_outputs: outputs } = session;
  if (model.status !== "verified") expect(outputs).toBeNull();
  else if (model.redaction === "redacted") expect(outputs?.first_name).toBe("[redacted]");
  else expect(outputs?.first_name).not.toMatch(/redacted|^$/);
}

function expectNear(actual: number, expected: number): void {
  expect(actual).toBeGreaterThanOrEqual(expected);
  expect(actual).toBeLessThan(expected + slackSeconds);
}

/** Every event says what had just become true, in the order it became true. */
async function expectEvents(world: World): Promise<void> {
  const events = await mode.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
  const times = events.map(({ created }) => created);
  expect(times).toEqual([...times].sort((one, other) => other - one));
  expect(events).toHaveLength(world.sessions.flatMap((model) => model.events).length);
  for (const model of world.sessions) {
    const own = events.reverse().filter(({ data }) => "id" in data.object && data.object.id === model.id);
    events.reverse();
    expect(own.map(({ type }) => type.replace("identity.verification_session.", ""))).toEqual(
      model.events.map(({ name }) => name),
    );
    for (const [index, { data, created }] of own.entries()) {
      // Filtered by the id of a VerificationSession.
      const snapshot = data.object as Stripe.Identity.VerificationSession;
      const expected = model.events[index];
      expect(snapshot).toMatchObject({ status: expected?.status, client_secret: null, url: null });
      expect(snapshot.last_error?.code ?? null).toBe(expected?.code ?? null);
      expect(snapshot.last_verification_report === null).toBe(expected?.reports === 0);
      expect(snapshot).not.toHaveProperty("verified_outputs");
      expect(snapshot).not.toHaveProperty("provided_details");
      if (model.redaction === "redacted") expect(snapshot.metadata).toEqual({});
      expectNear(created, world.startedAt + (expected?.at ?? 0));
    }
  }
}

async function expectLists(world: World): Promise<void> {
  for (const status of ["requires_input", "processing", "verified", "canceled"] as const) {
    const { data } = await sessions().list({ status, limit: 100 });
    const expected = world.sessions.filter((model) => model.status === status).map(({ id }) => id);
    expect(data.map(({ id }) => id)).toEqual(expected.reverse());
    // A list hands out secrets as a retrieve does.
    for (const session of data) {
      const model = world.sessions.find(({ id }) => id === session.id);
      expect(model?.sawToken(tokenOf(session), world.now)).toBeNull();
    }
  }
}

const index = fc.nat(3);
const metadata = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2"), { maxKeys: 2 });
/** Half of them verified, or hardly anything ever would be. */
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant("verified" as const),
  fc.constantFrom(...Object.values(failureCodes).flat()),
);

/** A step about one of the run's sessions, which then must be as its model says. */
const onSession = (chosen: number, text: string, run: (model: SessionModel, world: World) => Promise<void>) =>
  step(`#${chosen} ${text}`, async (world) => {
    const model = world.sessions[chosen % world.sessions.length];
    if (!model) throw new Error("A run begins with a session.");
    await run(model, world);
    await expectLike(model, world);
  });

const creating = fc.record({ type: fc.constantFrom(...types), metadata }).map((given) =>
  step(
    `create ${given.type} ${JSON.stringify(given.metadata)}`,
    (world) => create(world, given.type, given.metadata),
    (world) => world.sessions.length < 4,
  ),
);
const submitting = fc
  .record({ index, outcome, delay: fc.constantFrom(0, 0, 1500, 90_500) })
  .map((given) =>
    onSession(given.index, `submit ${given.outcome} after ${given.delay} s`, (model, { now }) =>
      expectVerdict(
        model.submit(given.outcome, given.delay, now),
        mode.submit(model.id, given.outcome, { delaySeconds: given.delay }),
      ),
    ),
  );
const updating = fc
  .record({ index, metadata, type: fc.constantFrom(undefined, ...types) })
  .map((given) =>
    onSession(given.index, `update ${JSON.stringify(given.metadata)} ${given.type ?? ""}`, (model) =>
      expectVerdict(
        model.update(given.metadata, given.type),
        sessions().update(model.id, { metadata: given.metadata, ...(given.type && { type: given.type }) }),
      ),
    ),
  );
const canceling = index.map((chosen) =>
  onSession(chosen, "cancel", (model, { now }) => expectVerdict(model.cancel(now), sessions().cancel(model.id))),
);
const redacting = index.map((chosen) =>
  onSession(chosen, "redact", (model, { now }) => expectVerdict(model.redact(now), sessions().redact(model.id))),
);
const overriding = fc
  .record({ index, status: fc.constantFrom("verified" as const, "requires_input" as const) })
  .map(({ index: chosen, status }) =>
    onSession(chosen, `override to ${status}`, (model, { now }) =>
      expectVerdict(
        model.override(status, now),
        mode.control("POST", `/verification_sessions/${model.id}/override`, { status }),
      ),
    ),
  );
const opening = fc
  .record({ index, which: fc.nat(5), door: fc.constantFrom("modal" as const, "url" as const) })
  .map(({ index: chosen, which, door }) =>
    onSession(chosen, `open by ${door} with token ${which}`, async (model, { now }) => {
      const token = model.tokens[which % model.tokens.length];
      if (!token) throw new Error("A session begins with a token.");
      const response = await fetch(`${mode.url}/start/${token.value}${door === "modal" ? "?modal=1" : ""}`);
      await response.text();
      expect(response.status).toBe(model.opens(token, door, now) ? 200 : 410);
    }),
  );
const waiting = fc.constantFrom(1000, 2000, 30_000, 86_000, 87_000, 172_000, 173_000).map((seconds) =>
  step(
    `wait ${seconds} s`,
    async (world) => {
      world.now += seconds;
      await mode.control("POST", "/clock", { advanceSeconds: seconds });
      for (const model of world.sessions) {
        model.advanceTo(world.now);
        await expectLike(model, world);
      }
    },
    (world) => world.now + seconds < longestRunSeconds,
  ),
);
const listing = fc.constant(step("list by status", expectLists));

/** What leads on is there more often than what ends a session. */
const steps: fc.Arbitrary<Step>[] = [
  creating,
  submitting,
  submitting,
  submitting,
  updating,
  canceling,
  redacting,
  overriding,
  overriding,
  opening,
  opening,
  waiting,
  waiting,
  listing,
];

test("whatever is called in whatever order, a session does what the reference says and nothing else", {
  timeout: 300_000,
}, async () => {
  const property = fc.asyncProperty(fc.commands(steps, { maxCommands: 30, size: "max" }), async (commands) => {
    await mode.control("POST", "/reset");
    const { now } = await mode.control<{ now: number }>("GET", "/clock");
    const world: World = { startedAt: now, now: 0, sessions: [] };
    await create(world, "document", { user_id: "usr_42" });
    await fc.asyncModelRun(() => ({ model: world, real: mode }), commands);
    for (const model of world.sessions) await expectLike(model, world);
    await expectLists(world);
    await expectEvents(world);
  });
  await fc.assert(property, {
    seed: 20_261_121,
    numRuns: 150,
    interruptAfterTimeLimit: 240_000,
    markInterruptAsFailure: true,
  });
});
