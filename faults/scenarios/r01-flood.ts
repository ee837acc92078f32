import assert from "node:assert/strict";
import pMap from "p-map";
import { percentile } from "../../testkit/statistics.ts";
import { eventsAbout, failures, openElsewhere, signInPeople, submit, withoutWebhooks } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { deliverAll } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

/** Every event comes one to ten times, all in one heap and in no order. */
export const flood: Scenario = {
  name: "R1",
  title: "a flood of events, each sent 1 to 10 times",
  run: async (environment) => {
    const { random } = environment;
    const people = await signInPeople(environment, environment.long ? 4_000 : 40);
    let sessionIds: string[] = [];
    await withoutWebhooks(environment, async () => {
      sessionIds = (await openElsewhere(environment, people)).map(({ id }) => id);
      // Five events each: created, twice processing, a failure, verified.
      for (const outcome of [random.pick(failures), "verified"]) {
        await pMap(sessionIds, (id) => submit(environment, id, outcome), { concurrency: 8 });
      }
    });
    const events = await eventsAbout(environment, sessionIds);
    assert(events.length === people.length * 5, `there are ${events.length} events for ${people.length} sessions`);

    const sends = random.shuffle(events.flatMap((event) => Array.from({ length: random.between(1, 10) }, () => event)));
    const startedAt = performance.now();
    const answers = await deliverAll(environment, sends);
    const perSecond = (sends.length / (performance.now() - startedAt)) * 1000;
    const wrong = answers.filter(({ status }) => status !== 200);
    assert(wrong.length === 0, `${wrong.length} of ${sends.length} deliveries were not answered 200`);

    const settledMs = await settle(environment);
    const p99 = percentile(
      answers.map(({ tookMs }) => tookMs),
      0.99,
    );
    const repeated = answers.filter(({ attempts }) => attempts > 1).length;
    return [
      `${events.length} events in ${sends.length} deliveries, all answered 200, ${repeated} of them after a 503`,
      `${perSecond.toFixed(0)}/s over 8 connections, p99 ${p99.toFixed(0)} ms`,
      `quiet ${(settledMs / 1000).toFixed(1)} s after the last`,
    ];
  },
};
