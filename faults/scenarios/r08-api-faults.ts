import assert from "node:assert/strict";
import pMap from "p-map";
import type Stripe from "stripe";
import { brand } from "../../lib/brand.ts";
import texts from "../../messages/en/applicant.json" with { type: "json" };
import type { Person } from "../../testkit/people.ts";
import { until } from "../../testkit/until.ts";
import type { Environment } from "../support/environment.ts";
import { openForm, openPage, openStart, press, pressStart } from "../support/page.ts";
import { failures, signInPeople, submit } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { deliverAll, eventLike } from "../support/sending.ts";
import { hastenJobs, settle } from "../support/settle.ts";

/** Every call that we make to Stripe. */
const calls = [
  { what: "create", method: "POST", path: "/v1/identity/verification_sessions" },
  { what: "retrieve", method: "GET", path: "/v1/identity/verification_sessions/*" },
  { what: "reports", method: "GET", path: "/v1/identity/verification_reports" },
  { what: "cancel", method: "POST", path: "/v1/identity/verification_sessions/*/cancel" },
  { what: "redact", method: "POST", path: "/v1/identity/verification_sessions/*/redact" },
  { what: "list of sessions", method: "GET", path: "/v1/identity/verification_sessions" },
  { what: "list of events", method: "GET", path: "/v1/events" },
];

/**
 * Every way the emulator knows to fail a call. `cut_after` and `garbage` took effect, and the answer was lost; the failure
 * of a crash is kept for the idempotency key.
 */
const kinds = [
  { kind: "status", status: 500 },
  { kind: "status", status: 503, shouldRetry: false },
  { kind: "status", status: 429 },
  { kind: "status", status: 409 },
  { kind: "latency", delaySeconds: 0.5, spreadSeconds: 1 },
  { kind: "cut_before" },
  { kind: "cut_after" },
  { kind: "garbage" },
  { kind: "crash_before" },
  { kind: "crash_after" },
  { kind: "hang" },
];

const refusal = texts.refusal.stripe_unavailable;

const share = 0.2;
/** A hanging call costs ten seconds each time. */
const hangShare = { short: 0.02, long: 0.1 };
const mostPresses = 12;

/** Stripe fails in every way it can, on every call, while people and staff do all there is to do. */
export const apiFaults: Scenario = {
  name: "R8",
  title: "each API fault on each call we make",
  run: async (environment) => {
    await environment.worker.stop();
    const worker = environment.anotherWorker({ RECONCILE_INTERVAL_SECONDS: "5" });
    await worker.start();
    try {
      // One kind after the other in the long form; all at once in the short one, each so rarely that they add up to 20 %.
      const rounds = environment.long ? kinds.map((kind) => [kind]) : [kinds];
      const said = [await whileAway(environment)];
      for (const round of rounds) said.push(await underFaults(environment, round));
      await settle(environment);
      return said;
    } finally {
      await environment.emulator.control("/faults", undefined, "DELETE");
      await worker.stop();
      await environment.worker.start();
    }
  },
};

/** P6: whoever presses while Stripe is away reads what is the matter, and can go on afterwards as if nothing had been. */
async function whileAway(environment: Environment): Promise<string> {
  const [starter, waiter] = await signInPeople(environment, 2);
  const [senior] = await signInPeople(environment, 1, "senior");
  if (!starter || !waiter || !senior) throw new Error("somebody is missing");
  await pressStart(environment, waiter, await openStart(environment, waiter));
  const { id } = await caseOf(environment, waiter);
  await submit(environment, (await caseOf(environment, waiter)).sessionId, "verified");
  await settle(environment);

  const form = await openStart(environment, starter);
  const refresh = await openForm(environment, senior, `/verifications/${id}`, 'refresh"');
  await environment.emulator.control("/faults", {
    target: "api",
    kind: "cut_before",
    probability: 1,
    seed: 1,
    path: "/v1/*",
  });
  const { location } = await press(environment, starter, form, { entry: "hosted" });
  const led = new URL(location, environment.appUrl);
  const pages = [
    { what: "the start", person: starter, path: led.pathname + led.search, says: refusal.title },
    { what: "the start", person: starter, path: led.pathname + led.search, says: refusal.text },
    { what: "one's own page", person: waiter, path: "/verify", says: texts.verified.title },
    { what: "the case", person: senior, path: `/verifications/${id}`, says: 'refresh"' },
  ];
  for (const { what, person, path, says } of pages) {
    const { status, html } = await openPage(environment, person, path);
    assert(status === 200 && html.includes(says), `${what}: ${status} without "${says}" while Stripe was away`);
  }
  const { status } = await press(environment, senior, refresh, {});
  assert(status === 200, `staff's refresh answered ${status} while Stripe was away`);
  await environment.emulator.control("/faults", undefined, "DELETE");
  assert(await pressStart(environment, starter, await openStart(environment, starter)), "the same press did not start");
  await settle(environment);
  return `Stripe wholly away: a start says "${refusal.title}", pages show what is known, and the same press starts afterwards`;
}

async function underFaults(environment: Environment, round: typeof kinds): Promise<string> {
  const { random } = environment;
  const { control } = environment.emulator;
  // Read before anything fails: under the faults a list of many pages may not come to its end.
  const news = await newestEvent(environment);
  for (const fault of round) {
    for (const { method, path } of calls) {
      const most = fault.kind === "hang" ? hangShare[environment.long ? "long" : "short"] : share;
      const probability = round.length > 1 ? Math.min(most, share / (round.length - 1)) : most;
      await control("/faults", { target: "api", ...fault, method, path, probability, seed: random.between(1, 1e6) });
    }
  }
  const people = await signInPeople(environment, environment.long ? 40 : 30);
  // One for each case: nobody cancels and redacts more than six at once (lib/verification/person-limit.ts).
  const seniors = await signInPeople(environment, people.length, "senior");
  let presses = 0;
  let dead = 0;
  const count = (times: number) => {
    presses += times;
  };

  await pMap(
    people,
    async (person, index) => {
      const senior = seniors[index];
      if (!senior) throw new Error("there are not as many seniors as people");
      const form = await openStart(environment, person);
      count(await pressUntil(async () => pressStart(environment, person, form)));
      const { id, sessionId, reference } = await caseOf(environment, person);
      // One in five is canceled, one in five redacted after it was verified, the others end as they end.
      if (index % 5 === 0) {
        count(
          await pressUntil(() =>
            act(environment, senior, `/verifications/${id}/cancel`, {}, () =>
              sessionHas(environment, sessionId, "canceled"),
            ),
          ),
        );
        return;
      }
      await submit(environment, sessionId, index % 5 < 3 ? "verified" : random.pick(failures));
      if (index % 5 !== 1) return;
      const isVerified = async () => {
        await hastenJobs(environment);
        // Nobody else tells of this session again: its last sync may be one that was given up.
        dead += await ringForTheDead(environment, news, [sessionId]);
        return (await caseOf(environment, person)).status === "verified";
      };
      await until("the case is verified", isVerified, 120_000);
      count(
        await pressUntil(() =>
          act(environment, senior, `/verifications/${id}/redact`, { confirmation: reference }, () =>
            redactionAsked(environment, id),
          ),
        ),
      );
    },
    { concurrency: 8 },
  );
  // A cast, because the contract of the emulator's control says so.
  const { faults } = (await control("/faults", undefined, "GET")) as { faults: { kind: string; hits: number }[] };
  const hits = faults.reduce((sum, fault) => sum + fault.hits, 0);
  await control("/faults", undefined, "DELETE");
  await settle(environment);
  dead += await ringForTheDead(environment, news, null);
  await settle(environment);
  // Redaction runs on Stripe's clock, three seconds of it.
  await control("/clock", { advanceSeconds: 10 });
  await settle(environment);
  await until(
    "every redaction has ended",
    async () => {
      const { rows } = await environment.sql.query<{ open: number }>(
        "select count(*)::int as open from verification where redaction_requested_at is not null and redacted_at is null",
      );
      return rows[0]?.open === 0;
    },
    60_000,
  );

  const { rows } = await environment.sql.query<{ sessions: number; cases: number }>(
    `select count(*)::int as cases, (select count(*)::int from verification_session s join verification v on v.id = s.verification_id
       where v.user_id = any($1)) as sessions from verification where user_id = any($1)`,
    [people.map(({ userId }) => userId)],
  );
  const made = await sessionsAtStripe(environment, people);
  assert(made === people.length, `${people.length} people have ${made} sessions at Stripe`);
  assert(rows[0]?.sessions === people.length, `${people.length} people have ${rows[0]?.sessions} sessions here`);
  const name = round.length > 1 ? "all kinds at once" : `${round[0]?.kind} ${round[0]?.status ?? ""}`.trim();
  return `${name}: ${hits} calls failed; ${people.length} people, ${presses} presses, ${made} sessions; ${dead} syncs given up, and made good by the next news`;
}

/** Any event about a VerificationSession. */
async function newestEvent(environment: Environment): Promise<Stripe.Event> {
  const { data } = await environment.stripe.events.list({ limit: 1, type: "identity.verification_session.*" });
  const [event] = data;
  if (!event) throw new Error("Stripe has no event yet");
  return event;
}

/**
 * Where Stripe said that trying again is useless a sync was given up: news about the same session makes it good, here a
 * copy of `news`, whose contents nobody believes. Of these sessions, or of all; returns of how many a sync was given up.
 */
async function ringForTheDead(
  environment: Environment,
  news: Stripe.Event,
  sessionIds: string[] | null,
): Promise<number> {
  const { rows } = await environment.sql.query<{ id: string }>(
    `select id from (select substring(key from 'vs_.*') as id from graphile_worker.jobs
       where key like '%:vs_%' and attempts >= max_attempts and locked_at is null) given_up
     where $1::text[] is null or id = any($1)`,
    [sessionIds],
  );
  const about = (id: string) => ({ ...news, data: { ...news.data, object: { ...news.data.object, id } } });
  await deliverAll(
    environment,
    rows.map(({ id }) => eventLike(environment, about(id))),
  );
  return rows.length;
}

/** Presses again while it does not work, as people do; returns how often it took. */
async function pressUntil(pressing: () => Promise<boolean>): Promise<number> {
  for (let presses = 1; presses <= mostPresses; presses++) if (await pressing()) return presses;
  throw new Error(`${mostPresses} presses were in vain`);
}

/** Does what a staff page asks; the page no longer has its form when an earlier press took effect without our hearing. */
async function act(
  environment: Environment,
  senior: Person,
  path: string,
  fields: Record<string, string>,
  done: () => Promise<boolean>,
): Promise<boolean> {
  if (await done()) return true;
  const form = await openForm(environment, senior, path, 'name="id"').catch(() => null);
  if (!form) return done();
  await press(environment, senior, form, fields);
  return done();
}

async function sessionHas(environment: Environment, sessionId: string, status: string): Promise<boolean> {
  const { rowCount } = await environment.sql.query(
    "select 1 from verification_session where id = $1 and status = $2::stripe_status",
    [sessionId, status],
  );
  return rowCount === 1;
}

async function redactionAsked(environment: Environment, id: string): Promise<boolean> {
  const { rowCount } = await environment.sql.query(
    "select 1 from verification where id = $1 and redaction_requested_at is not null",
    [id],
  );
  return rowCount === 1;
}

async function caseOf(
  environment: Environment,
  { userId }: Person,
): Promise<{ id: string; sessionId: string; reference: string; status: string }> {
  const { rows } = await environment.sql.query<{ id: string; sessionId: string; reference: string; status: string }>(
    `select id, current_session_id as "sessionId", $2 || case_number as "reference", status::text
     from verification where user_id = $1`,
    [userId, brand.referencePrefix],
  );
  if (!rows[0]) throw new Error("somebody who started has no case");
  return rows[0];
}

async function sessionsAtStripe(environment: Environment, people: readonly Person[]): Promise<number> {
  const counts = await pMap(
    people,
    async ({ userId }) => {
      const { data } = await environment.stripe.identity.verificationSessions.list({
        client_reference_id: userId,
        limit: 100,
      });
      return data.length;
    },
    { concurrency: 8 },
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
