import assert from "node:assert/strict";
import pMap from "p-map";
import type Stripe from "stripe";
import { eventsAbout, openElsewhere, signInPeople, submit, withoutWebhooks } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { deliverAll } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

/** Many people with one history of eight events, which each hears in another order. */
export const permutations: Scenario = {
  name: "R2",
  title: "an 8-event history in many orders, through the database",
  run: async (environment) => {
    const { random, stripe } = environment;
    const people = await signInPeople(environment, environment.long ? 5_000 : 60);
    let sessionIds: string[] = [];
    await withoutWebhooks(environment, async () => {
      sessionIds = (await openElsewhere(environment, people)).map(({ id }) => id);
      for (const outcome of ["document_expired", "document_unverified_other", "selfie_face_mismatch"]) {
        await pMap(sessionIds, (id) => submit(environment, id, outcome), { concurrency: 8 });
      }
      await pMap(sessionIds, (id) => stripe.identity.verificationSessions.cancel(id), { concurrency: 8 });
    });
    const histories = Map.groupBy(await eventsAbout(environment, sessionIds), aboutWhom);
    assert(
      [...histories.values()].every((events) => events.length === 8),
      "not every history has eight events",
    );

    const orders = new Set<string>();
    const queues = [...histories.values()].map((events) => {
      let order = random.shuffle(events.map((_, index) => index));
      // Each another one: there are eight times as many as people.
      while (orders.has(order.join(""))) order = random.shuffle(order);
      orders.add(order.join(""));
      return order.flatMap((index) => events[index] ?? []);
    });
    // All first events, then all second ones: while one is synced, the next of the same person arrives.
    const sends = Array.from({ length: 8 }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? [])).flat();
    const answers = await deliverAll(environment, sends);
    assert(
      answers.every(({ status }) => status === 200),
      "a delivery was not answered 200",
    );
    await settle(environment);
    return [`${orders.size} different orders of 40,320 for ${people.length} people, ${sends.length} deliveries`];
  },
};

const aboutWhom = (event: Stripe.Event): string => ("id" in event.data.object ? String(event.data.object.id) : "");
