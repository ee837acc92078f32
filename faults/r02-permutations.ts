import type Stripe from "stripe";
import { inParallel } from "../testkit/parallel.ts";
import { eventsAbout, openElsewhere, signInPeople, submit, withoutWebhooks } from "./people.ts";
import { deliverAll } from "./sending.ts";
import { settle } from "./settle.ts";
import { hold, type Story } from "./story.ts";

/** Many people with one history of eight events, which each hears in another order. */
export const permutations: Story = {
  name: "R2",
  title: "an 8-event history in many orders, through the database",
  run: async (ground) => {
    const { random, stripe } = ground;
    const people = await signInPeople(ground, ground.long ? 5_000 : 60);
    let sessionIds: string[] = [];
    await withoutWebhooks(ground, async () => {
      sessionIds = (await openElsewhere(ground, people)).map(({ id }) => id);
      for (const outcome of ["document_expired", "document_unverified_other", "selfie_face_mismatch"]) {
        await inParallel(8, sessionIds, (id) => submit(ground, id, outcome));
      }
      await inParallel(8, sessionIds, (id) => stripe.identity.verificationSessions.cancel(id));
    });
    const histories = Map.groupBy(await eventsAbout(ground, sessionIds), aboutWhom);
    hold(
      "not every history has eight events",
      [...histories.values()].every((events) => events.length === 8),
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
    const answers = await deliverAll(ground, sends);
    hold(
      "a delivery was not answered 200",
      answers.every(({ status }) => status === 200),
    );
    await settle(ground);
    return [`${orders.size} different orders of 40,320 for ${people.length} people, ${sends.length} deliveries`];
  },
};

const aboutWhom = (event: Stripe.Event): string => ("id" in event.data.object ? String(event.data.object.id) : "");
