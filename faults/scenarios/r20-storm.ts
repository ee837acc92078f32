import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import { until } from "../../testkit/until.ts";
import { patienceMs } from "../support/patience.ts";
import { signInPeople } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { eventsIn, openAccounts } from "../support/sellers.ts";
import { beginLoad, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

const callsPerSecond = 40;
/** lib/rate-limit/stripe-calls.ts: a quarter of what all get, and a second's worth at once. */
const perAccount = callsPerSecond / 4;

/** An account that never rests takes its own share of what we may ask Stripe, and nobody else's. */
export const storm: Scenario = {
  name: "R20",
  title: "a storm of account.updated for one account, beside the news of others",
  run: async (environment) => {
    const { stripe, sql } = environment;
    await environment.worker.stop();
    const worker = environment.anotherWorker({
      STRIPE_CALLS_PER_SECOND: String(callsPerSecond),
      RECONCILE_INTERVAL_SECONDS: "3600",
    });
    await worker.start();
    try {
      const accounts = await openAccounts(environment, await signInPeople(environment, environment.long ? 100 : 20));
      const [loud, ...others] = accounts.map(({ id }) => id);
      if (!loud) throw new Error("there is no account");
      await stripe.accounts.update(loud, { business_profile: { mcc: "5734" } });
      await settle(environment);
      const [event] = [...(await eventsIn(environment, [loud])).values()].flat().filter(isUpdate);
      if (!event) throw new Error("there is no event");

      const callsOf = async (id: string) => {
        // A cast, because the contract of the emulator's control says so.
        const { requests } = (await environment.emulator.control("/requests", undefined, "GET")) as {
          requests: { at: string; path: string }[];
        };
        return requests.filter(({ path }) => path.includes(id)).map(({ at }) => Date.parse(at));
      };
      const startedAt = Date.now();
      const load = beginLoad(environment, { perSecond: 100, next: () => eventLike(environment, event) });
      await until(
        "the storm is on",
        async () => (await callsOf(loud)).filter((at) => at > startedAt).length > 2 * perAccount,
        patienceMs,
      );
      const updatedAt = Date.now();
      await pMap(others, (id) => stripe.accounts.update(id, { business_profile: { mcc: "5734" } }), { concurrency: 4 });
      // While it goes on: had they to wait for its end, this would not end.
      await until(
        "everybody else is known",
        async () => {
          const { rows } = await sql.query<{ count: number }>(
            `select count(*)::int as count from requirement r join connected_account a on a.id = r.account_id
           where a.stripe_id = any($1) and r.entry = 'business_profile.mcc' and r.closed_at is not null`,
            [others],
          );
          return rows[0]?.count === others.length;
        },
        patienceMs,
      );
      const tookMs = Date.now() - updatedAt;
      await delay(Math.max(0, startedAt + 4_000 - Date.now())); // as long as its rate is judged by
      const made = await load.finish(30_000);
      const calls = (await callsOf(loud)).filter((at) => at > startedAt).sort((a, b) => a - b);
      const seconds = 3;
      const most = Math.max(
        ...calls.map((from) => calls.filter((at) => at >= from && at < from + seconds * 1_000).length),
      );
      const allowed = perAccount * (seconds + 1);
      assert(most <= allowed, `${most} calls about one account within ${seconds} s, ${allowed} are allowed`);
      await settle(environment);
      return [
        `${made} events at 100/s about one account: at most ${most} calls about it in ${seconds} s, ${callsPerSecond}/s for all; ${others.length} others known ${(tookMs / 1000).toFixed(1)} s after their news, in the midst of it`,
      ];
    } finally {
      await worker.stop();
      await environment.worker.start();
    }
  },
};

const isUpdate = ({ type }: { type: string }) => type === "account.updated";
