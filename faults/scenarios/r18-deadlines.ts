import pMap from "p-map";
import { until } from "../../testkit/until.ts";
import type { Environment } from "../support/environment.ts";
import { patienceMs } from "../support/patience.ts";
import { signInPeople } from "../support/people.ts";
import { countRounds, foundByRounds } from "../support/rounds.ts";
import type { Scenario } from "../support/scenario.ts";
import { complete, endChecks, openAccounts } from "../support/sellers.ts";
import { readAnew, settle } from "../support/settle.ts";
import { readDeliveries } from "../support/truth.ts";

const cycleSeconds = 5;
const entry = "individual.verification.document";

/** Deadlines pass and checks end while every webhook is lost: the reconciler looks where time alone tells it to. */
export const deadlines: Scenario = {
  name: "R18",
  title: "deadlines pass and checks end while all webhooks are lost, found by the reconciler",
  run: async (environment) => {
    const { emulator, stripe } = environment;
    await environment.worker.stop();
    const worker = environment.anotherWorker({ RECONCILE_INTERVAL_SECONDS: String(cycleSeconds) });
    await worker.start();
    try {
      const people = await signInPeople(environment, environment.long ? 200 : 12);
      const ids = (await openAccounts(environment, people)).map(({ id }) => id);
      const [asked, checked] = [ids.slice(0, ids.length / 2), ids.slice(ids.length / 2)];
      await pMap(asked, (id) => complete(environment, id), { concurrency: 8 });
      await settle(environment);
      await pMap(checked, (id) => complete(environment, id), { concurrency: 8 });
      await until(
        "every account is enabled, or is being checked",
        async () => {
          const held = await statuses(environment, ids);
          // On a busy machine a check may have ended by itself.
          return ids.every((id) => held.get(id) === "enabled" || (checked.includes(id) && held.get(id) === "checking"));
        },
        patienceMs,
      );

      const before = (await readDeliveries(environment)).length;
      await emulator.control("/faults", { target: "webhooks", kind: "drop", probability: 1, seed: 1 });
      const raise = (id: string) =>
        emulator.control(`/accounts/${id}/requirements`, {
          ...{ entry, deadlineSeconds: 4, stops: "payouts", code: "verification_document_corrupt" },
        });
      await pMap(asked, raise, { concurrency: 8 });
      // Of the date we know, as by the seller's own press: of what then happens nothing tells us.
      await readAnew(environment, asked);
      await endChecks(environment);
      await until(
        "every deadline has passed, by Stripe's clock and by ours",
        async () => {
          const accounts = await pMap(asked, (id) => stripe.accounts.retrieve(id), { concurrency: 8 });
          const { rowCount } = await environment.sql.query(
            "select 1 from connected_account where stripe_id = any($1) and due_by >= now()",
            [asked],
          );
          return rowCount === 0 && accounts.every(({ requirements }) => requirements?.past_due?.includes(entry));
        },
        patienceMs,
      );

      const rounds = await countRounds(environment);
      const ended = await foundByRounds(environment, rounds, async () => {
        const now = await statuses(environment, ids);
        return new Set(ids.filter((id) => now.get(id) !== (asked.includes(id) ? "paused" : "enabled")));
      });
      await emulator.control("/faults", undefined, "DELETE");
      const lost = (await readDeliveries(environment)).slice(before).filter(({ fault }) => fault === "drop").length;
      await settle(environment);
      return [
        `${asked.length} accounts lost their payouts by a deadline and ${checked.length} gained them by a check, ${lost} webhooks of it lost: all found when ${ended} rounds had ended since (a round every ${cycleSeconds} s)`,
      ];
    } finally {
      await emulator.control("/faults", undefined, "DELETE");
      await worker.stop();
      await environment.worker.start();
    }
  },
};

async function statuses(environment: Environment, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await environment.sql.query<{ id: string; status: string }>(
    "select stripe_id as id, status::text from connected_account where stripe_id = any($1)",
    [ids],
  );
  return new Map(rows.map(({ id, status }) => [id, status]));
}
