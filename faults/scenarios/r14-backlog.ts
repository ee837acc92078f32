import assert from "node:assert/strict";
import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import { percentile } from "../../testkit/statistics.ts";
import type { Environment } from "../support/environment.ts";
import { openForm, openStart, press, pressStart } from "../support/page.ts";
import { eventsAbout, failures, openElsewhere, signInPeople, submit, withoutWebhooks } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { deliverAll, deliverOnce } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

/** Jobs that a worker does at once, and the calls of each (lib/worker/main.ts, lib/verification/sync.ts). */
const jobsAtOnce = 10;
const callsPerSync = 2;
/** What the presses of people cost beside it: one start, and one refresh. */
const callsOfPeople = 5;

/** What a worker has in its hands: the jobs that it does, and as many that it has fetched (lib/worker/main.ts). */
const inHand = 2 * jobsAtOnce;

/**
 * What piles up while no worker runs is drained first come, first served, at the pace that Stripe allows, and people are
 * not stuck behind it. It is as long as an hour's at 14 events a second; the hour itself would add nothing but waiting.
 */
export const backlog: Scenario = {
  name: "R14",
  title: "worker stopped while events pile up, and the backlog drained",
  run: async (environment) => {
    const { random, sql } = environment;
    const [count, later, callsPerSecond] = environment.long ? [10_000, 200, 100] : [100, 8, 20];
    // What asks Stripe must agree about its budget; the web that takes the webhooks asks nothing.
    const settings = { STRIPE_CALLS_PER_SECOND: String(callsPerSecond), RECONCILE_INTERVAL_SECONDS: "3600" };
    const web = await environment.anotherWeb(settings);
    const worker = environment.anotherWorker(settings);
    await web.process.start();
    const people = await beginPeople(environment, web.url);
    await settle(environment);
    await environment.worker.stop();
    try {
      let waiting: string[] = [];
      let fresh: string[] = [];
      await withoutWebhooks(environment, async () => {
        waiting = (await openElsewhere(environment, await signInPeople(environment, count))).map(({ id }) => id);
        fresh = (await openElsewhere(environment, await signInPeople(environment, later))).map(({ id }) => id);
        for (const outcome of [random.pick(failures), "verified"]) {
          await pMap(waiting, (id) => submit(environment, id, outcome), { concurrency: 8 });
        }
        await submit(environment, people.sessionId, "verified");
      });
      const events = random.shuffle(await eventsAbout(environment, waiting));
      // The news about the one whom staff will ask about stands at the very end.
      const answers = await deliverAll(environment, [
        ...events,
        ...(await eventsAbout(environment, [people.sessionId])),
      ]);
      assert(
        answers.every(({ status }) => status === 200),
        "a delivery was not answered 200",
      );

      const news = await eventsAbout(environment, fresh);
      // Where the emulator can keep Stripe's own limits, of a sandbox, it does.
      if (!environment.long) await environment.emulator.control("/rate_limits", { enabled: true });
      const queues = await queuesOf(environment);
      // Before the worker: it asks for the first of the line as soon as it runs, which may be before we hear that it does.
      const startedAt = Date.now();
      await worker.start();
      const [drained, pressed] = await Promise.all([drain(environment, news, startedAt), people.press()]);
      await environment.emulator.control("/rate_limits", { enabled: false });

      const { rows } = await sql.query<{ open: number }>(
        "select count(*)::int as open from stripe_event where object_id = any($1) and outcome <> 'processed'",
        [[...waiting, ...fresh]],
      );
      assert(rows[0]?.open === 0, `${rows[0]?.open} events of the backlog were not processed`);
      const retried = await retriedOf(environment, waiting);
      const line = (await inOrderOfArrival(environment, [...waiting, ...fresh], queues)).filter(
        (id) => !retried.has(id),
      );
      const overtakes = overtakesIn(line, queues, drained.calls);
      const tooMany = overtakes.filter(({ passedBy, allowed }) => passedBy > allowed);
      const most = Math.max(...overtakes.map(({ passedBy }) => passedBy));
      assert(
        tooMany.length === 0,
        `${tooMany.length} sessions were passed by more later ones than may be, one by ${most}; ${retried.size} tried again`,
      );
      const usual = percentile(
        overtakes.map(({ passedBy }) => passedBy),
        0.99,
      );
      const busiest = holdRate(
        drained.calls.map(({ at }) => at),
        callsPerSecond,
      );
      await settle(environment);
      return [
        `${events.length} events of ${count} sessions waited; drained in ${drained.seconds.toFixed(0)} s, the oldest first: none was passed by more than ${most} that came later, 99 % by at most ${usual}, and none by one of its queue; ${retried.size} were tried more than once`,
        `${drained.fresh} sessions that were first heard of meanwhile had their turn in the same line`,
        `${drained.calls.length} calls at ${callsPerSecond}/s (STRIPE_CALLS_PER_SECOND), at most ${busiest[0]} in a second and ${busiest[1]} in ten; no 429${environment.long ? "" : ", with the emulator's limits of 25/s on"}`,
        pressed,
      ];
    } finally {
      await environment.emulator.control("/rate_limits", { enabled: false });
      await Promise.all([worker.stop(), web.process.stop()]);
      await environment.worker.start();
    }
  },
};

/** Somebody about to start, and somebody whose case staff will refresh; their pages are open before there is a backlog. */
async function beginPeople(
  environment: Environment,
  url: string,
): Promise<{ sessionId: string; press: () => Promise<string> }> {
  const there = { ...environment, appUrl: url };
  const [starter, known] = await signInPeople(environment, 2);
  const [senior] = await signInPeople(environment, 1, "senior");
  if (!starter || !known || !senior) throw new Error("somebody is missing");
  assert(await pressStart(there, known, await openStart(there, known)), "a start was refused");
  const { rows } = await environment.sql.query<{ id: string; sessionId: string }>(
    `select id, current_session_id as "sessionId" from verification where user_id = $1`,
    [known.userId],
  );
  const { id = "", sessionId = "" } = rows[0] ?? {};
  const start = await openStart(there, starter);
  const refresh = await openForm(there, senior, `/verifications/${id}`, 'refresh"');

  const isBehind = async () => {
    const { rows } = await environment.sql.query<{ waiting: number; own: number }>(
      `select count(*)::int as waiting, count(*) filter (where key like '%' || $1)::int as own from graphile_worker.jobs
       where task_identifier = 'syncVerificationSession'`,
      [sessionId],
    );
    return { waiting: rows[0]?.waiting ?? 0, behind: rows[0]?.own === 1 };
  };
  return {
    sessionId,
    press: async () => {
      const before = await isBehind();
      assert(await pressStart(there, starter, start), "a start was stuck in the backlog");
      await press(there, senior, refresh, {});
      const after = await isBehind();
      const { rowCount } = await environment.sql.query(
        "select 1 from verification_session where id = $1 and status = 'verified'",
        [sessionId],
      );
      assert(rowCount === 1, "staff's refresh did not bring the news");
      assert(before.behind && after.behind, "the presses of people waited for the backlog");
      return `a start and staff's refresh were answered while ${after.waiting} jobs were still to be done, the refreshed one's among them`;
    },
  };
}

/** A call as the emulator saw it. */
type Call = { at: number; path: string };

/**
 * Waits until no job is left; meanwhile new sessions are heard of, one a second, and the calls that Stripe got since
 * `startedAt` are noted.
 */
async function drain(
  environment: Environment,
  fresh: readonly { id: string }[],
  startedAt: number,
): Promise<{ seconds: number; fresh: number; calls: Call[] }> {
  const calls = new Map<string, Call>();
  const agent = new Agent();
  let heard = 0;
  for (let waiting = 1; waiting > 0; ) {
    await delay(1_000);
    const event = fresh[heard];
    if (event && (await deliverOnce(environment, event, agent)).status === 200) heard += 1;
    const { rows } = await environment.sql.query<{ count: number }>(
      "select count(*)::int as count from graphile_worker.jobs where task_identifier = 'syncVerificationSession'",
    );
    waiting = rows[0]?.count ?? 0;
    // A cast, because the contract of the emulator's control says so.
    const { requests } = (await environment.emulator.control("/requests", undefined, "GET")) as {
      requests: { id: string; at: string; path: string; status: number | null }[];
    };
    assert(!requests.some(({ status }) => status === 429), "Stripe said 429");
    for (const { id, at, path } of requests) {
      if (Date.parse(at) >= startedAt) calls.set(id, { at: Date.parse(at), path });
    }
    // No promise about time: it only ends what hangs.
    assert(Date.now() - startedAt < 1_200_000, "the backlog is not drained");
  }
  agent.destroy();
  return { seconds: (Date.now() - startedAt) / 1000, fresh: heard, calls: [...calls.values()] };
}

/** Those of which a try failed: they go on when their next is due, and not in the line. */
async function retriedOf(environment: Environment, sessionIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await environment.sql.query<{ id: string }>(
    "select distinct verification_session_id as id from failed_try where verification_session_id = any($1)",
    [sessionIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The queue in which each waiting session's job stands, by the session's id, in the order in which the jobs were made. */
async function queuesOf(environment: Environment): Promise<Map<string, string>> {
  const { rows } = await environment.sql.query<{ id: string; queue: string }>(
    `select split_part(key, ':', 2) as id, queue_name as queue from graphile_worker.jobs
     where task_identifier = 'syncVerificationSession' order by run_at, id`,
  );
  return new Map(rows.map(({ id, queue }) => [id, queue]));
}

/** Events keep whole milliseconds, in which several sessions may be first heard of: their jobs keep more. */
async function inOrderOfArrival(
  environment: Environment,
  sessionIds: readonly string[],
  queues: ReadonlyMap<string, string>,
): Promise<string[]> {
  const { rows } = await environment.sql.query<{ id: string }>(
    `select object_id as id from stripe_event where object_id = any($1) group by object_id
     order by min(received_at), array_position($2::text[], object_id)`,
    [sessionIds, [...queues.keys()]],
  );
  return rows.map(({ id }) => id);
}

/**
 * For each session of the line that has a queue: how many were first heard of later and yet asked for earlier, as the
 * emulator saw it, and how many may be. Jobs are fetched in the order of arrival, so those may that the worker has in its
 * hands, and as many should one be slow; and once more for each session shortly before it in the same queue, for which it
 * waits. Throws when a session was passed by one of its own queue.
 */
function overtakesIn(
  line: readonly string[],
  queues: ReadonlyMap<string, string>,
  calls: readonly Call[],
): { passedBy: number; allowed: number }[] {
  const turns = new Map<string, number>();
  for (const [turn, { path }] of calls.toSorted((one, other) => one.at - other.at).entries()) {
    const id = path.split("/").at(-1) ?? "";
    if (!turns.has(id)) turns.set(id, turn);
  }
  const turnOf = (id: string) => turns.get(id) ?? Number.POSITIVE_INFINITY;
  const unasked = line.filter((id) => !turns.has(id));
  assert(unasked.length === 0, `${unasked.length} sessions were not asked for`);

  return line.flatMap((id, place) => {
    const queue = queues.get(id);
    if (queue === undefined) return [];
    const passing = line.slice(place + 1).filter((other) => turnOf(other) < turnOf(id));
    assert(!passing.some((other) => queues.get(other) === queue), "a session was passed by one of its own queue");
    const before = line.slice(Math.max(0, place - 5 * inHand), place).filter((other) => queues.get(other) === queue);
    return [{ passedBy: passing.length, allowed: inHand * (2 + before.length) }];
  });
}

/**
 * Throws when Stripe got more in any second, or any ten, than the budget's promise. What a job was granted may reach Stripe
 * a moment later, together with what was granted then: so much is allowed beside it. Returns the most there was in each.
 */
function holdRate(calls: readonly number[], callsPerSecond: number): number[] {
  const sorted = calls.toSorted((one, other) => one - other);
  const since = sorted.at(-1) ?? 0;
  return [1, 10].map((seconds) => {
    let from = 0;
    let most = 0;
    for (const [place, at] of sorted.entries()) {
      while ((sorted[from] ?? since) <= at - seconds * 1000) from += 1;
      most = Math.max(most, place - from + 1);
    }
    const allowed = callsPerSecond * (seconds + 0.2) + jobsAtOnce * callsPerSync + callsOfPeople;
    assert(most <= allowed, `Stripe got ${most} calls within ${seconds} s, ${allowed} are allowed`);
    return most;
  });
}
