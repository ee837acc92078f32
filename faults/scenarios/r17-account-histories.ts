import assert from "node:assert/strict";
import pMap from "p-map";
import type Stripe from "stripe";
import { until } from "../../testkit/until.ts";
import type { Environment } from "../support/environment.ts";
import { patienceMs } from "../support/patience.ts";
import { signInPeople, withoutWebhooks } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { addOwner, complete, eventsIn, openAccounts } from "../support/sellers.ts";
import { deliverAll } from "../support/sending.ts";
import { reconcileOnce, settle } from "../support/settle.ts";
import { readDeliveries } from "../support/truth.ts";

/** What can happen to an account, in any order. */
type Step = (environment: Environment, account: Stripe.Account) => Promise<unknown>;

const steps: Record<string, Step> = {
  renamed: ({ stripe, random }, { id }) =>
    stripe.accounts.update(id, { business_profile: { name: `Quillonia ${random.hex(6)}` } }),
  "told where it sells": ({ stripe }, { id }) =>
    stripe.accounts.update(id, { business_profile: { mcc: "5734", url: "https://accessible.stripe.com" } }),
  "asked for a document again": ({ emulator }, { id, business_type: type }) =>
    emulator.control(`/accounts/${id}/requirements`, {
      entry: type === "company" ? "company.verification.document" : "individual.verification.document",
      ...{ deadlineSeconds: 86_400, code: "verification_document_corrupt" },
    }),
  "asked for something from a later date on": ({ emulator }, { id }) =>
    emulator.control(`/accounts/${id}/requirements`, {
      ...{ entry: "business_profile.annual_revenue.amount", deadlineSeconds: 172_800, future: true },
    }),
  "under review, and not any more": async ({ emulator }, { id }) => {
    await emulator.control(`/accounts/${id}/block`, { disabledReason: "under_review" });
    await emulator.control(`/accounts/${id}/block`, { disabledReason: null });
  },
  "completed, or gained two owners and lost one": async (environment, { id, business_type: type }) => {
    if (type === "individual") return complete(environment, id);
    const owners = [await addOwner(environment, id), await addOwner(environment, id)];
    return environment.stripe.accounts.deletePerson(id, owners[0]?.id ?? "");
  },
};

/** The network between Stripe and us while it happens: what the first does not hit may be hit by the next. */
const network = [
  { kind: "drop", probability: 0.2 },
  { kind: "duplicate", times: 3, probability: 0.3 },
  { kind: "reorder", delaySeconds: 1, probability: 0.6 },
  { kind: "cut_after", probability: 0.3 },
];

/** Accounts whose news come in no order, again, late or never end in what Stripe says. */
export const accountHistories: Scenario = {
  name: "R17",
  title: "histories of connected accounts in every order, with events lost",
  run: async (environment) => {
    const { random, emulator } = environment;
    const people = await signInPeople(environment, environment.long ? 300 : 16);
    const seed = random.between(1, 1e6);
    for (const fault of network) await emulator.control("/faults", { target: "webhooks", seed, ...fault });
    const half = people.length / 2;
    const accounts = [
      ...(await openAccounts(environment, people.slice(0, half))),
      ...(await openAccounts(environment, people.slice(half), "company")),
    ];
    const orders = new Set<string>();
    await pMap(
      accounts,
      async (account) => {
        const order = random.shuffle(Object.keys(steps));
        orders.add(order.join());
        for (const name of order) await steps[name]?.(environment, account);
      },
      { concurrency: 8 },
    );
    const ids = accounts.map(({ id }) => id);
    const events = [...(await eventsIn(environment, ids)).values()].flat();
    const attempts = async () => {
      const about = new Set(events.map(({ id }) => id));
      return (await readDeliveries(environment)).filter(({ eventId }) => about.has(eventId));
    };
    // What a fault holds back is on its way for a second.
    await until(
      "everything was sent",
      async () => {
        return new Set((await attempts()).map(({ eventId }) => eventId)).size === events.length;
      },
      patienceMs,
    );
    await settle(environment);
    await emulator.control("/faults", undefined, "DELETE");
    const about = await attempts();
    const lost = about.filter(({ fault }) => fault === "drop");
    assert(lost.length > 0, "nothing was lost");

    // Long after: what tells of an old state brings nothing back.
    const [old, unheard] = [ids.slice(0, ids.length / 4), ids.slice(-ids.length / 4)];
    const late = random.shuffle(events.filter(({ account }) => old.includes(account ?? ""))).slice(0, 40);
    const answers = await deliverAll(environment, late);
    assert(
      answers.every(({ status }) => status === 200),
      "a late delivery was not answered 200",
    );
    // Stripe lists no undelivered events of other accounts: what was lost is found when an account was unheard for a week.
    await withoutWebhooks(environment, async () => {
      for (const id of unheard)
        await environment.stripe.accounts.update(id, { business_profile: { name: "Quillonia" } });
    });
    await environment.sql.query(
      "update connected_account set synced_at = synced_at - interval '8 days' where stripe_id = any($1)",
      [ids],
    );
    await reconcileOnce(environment);
    await settle(environment);
    return [
      `${accounts.length} accounts, ${Object.keys(steps).length} changes each in ${orders.size} orders: ${events.length} events, ${about.length} deliveries, ${lost.length} events lost, ${late.length} came again long after; the last news of ${unheard.length} found after a week`,
    ];
  },
};
