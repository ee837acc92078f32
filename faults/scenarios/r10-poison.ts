import assert from "node:assert/strict";
import pMap from "p-map";
import { until } from "../../testkit/until.ts";
import { eventsAbout, openElsewhere, signInPeople, submit, withoutWebhooks } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { deliverAll, eventLike } from "../support/sending.ts";
import { jobsDone, settle } from "../support/settle.ts";

/** One event's work always fails, among many. */
export const poison: Scenario = {
  name: "R10",
  title: "one event that always fails among many",
  run: async (environment) => {
    const { random } = environment;
    const people = await signInPeople(environment, environment.long ? 3_334 : 60);
    let sessionIds: string[] = [];
    await withoutWebhooks(environment, async () => {
      sessionIds = (await openElsewhere(environment, people)).map(({ id }) => id);
      await pMap(sessionIds, (id) => submit(environment, id, "verified"), { concurrency: 8 });
    });
    const poisoned = random.pick(sessionIds);
    const others = sessionIds.filter((id) => id !== poisoned);
    const path = `/v1/identity/verification_sessions/${poisoned}`;
    await environment.emulator.control("/faults", {
      target: "api",
      kind: "status",
      status: 500,
      probability: 1,
      seed: 1,
      path,
    });

    const events = random.shuffle(await eventsAbout(environment, sessionIds));
    const answers = await deliverAll(environment, events);
    assert(
      answers.every(({ status }) => status === 200),
      "a delivery was not answered 200",
    );
    const synced = async () => {
      const { rowCount } = await environment.sql.query(
        "select 1 from verification_session where id = any($1) and status = 'verified'",
        [others],
      );
      return rowCount === others.length;
    };
    const othersMs = await until("everybody else is known", synced, environment.long ? 300_000 : 60_000);

    // Its attempts pass without the hours between them, until it has used them up.
    await jobsDone(environment, 120_000);
    const { rows } = await environment.sql.query<{ attempts: number; error: string | null }>(
      "select attempts, last_error as error from graphile_worker.jobs where key like '%' || $1",
      [poisoned],
    );
    const { rows: marked } = await environment.sql.query<{ count: number }>(
      "select count(*)::int as count from stripe_event where object_id = $1 and outcome::text not in ('processed', 'ignored')",
      [poisoned],
    );
    assert((rows[0]?.error ?? null) !== null || (marked[0]?.count ?? 0) > 0, "nothing tells of the event that failed");
    const attempts = rows[0]?.attempts ?? null;

    // Stripe is fixed, and news about the same person comes: everything is made good.
    await environment.emulator.control("/faults", undefined, "DELETE");
    const [again] = events.filter((event) => "id" in event.data.object && event.data.object.id === poisoned);
    if (again) await deliverAll(environment, [eventLike(environment, again)]);
    await settle(environment);
    return [
      `${events.length} events; ${others.length} sessions known ${(othersMs / 1000).toFixed(1)} s after the last, beside one that failed ${attempts ?? "all its"} times`,
      "the one that failed shows with its cause, and was made good by the next news",
    ];
  },
};
