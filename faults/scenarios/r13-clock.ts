import assert from "node:assert/strict";
import { Agent } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { until } from "../../testkit/until.ts";
import type { Environment } from "../support/environment.ts";
import { openElsewhere, openWithEvents, signInPeople, submit } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { deliverOnce, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

const skewMs = 10 * 60 * 1000;
const preload = pathToFileURL(path.join(import.meta.dirname, "..", "support", "skewed-clock.mjs")).href;

/** Our clock is wrong by ten minutes, and then Stripe's is. */
export const clock: Scenario = {
  name: "R13",
  title: "clock skew of 10 minutes either way",
  run: async (environment) => {
    const said: string[] = [];
    for (const ms of [-skewMs, skewMs]) said.push(await withOurClockWrong(environment, ms));
    // Stripe's clock cannot go back, so this comes last: from here on its events are of the future.
    await environment.emulator.control("/clock", { advanceSeconds: skewMs / 1000 });
    const people = await openElsewhere(environment, await signInPeople(environment, 10));
    for (const { id } of people) await submit(environment, id, "verified");
    await settle(environment);
    return [...said, "Stripe's clock 10 minutes ahead: 10 cases as ever"];
  },
};

async function withOurClockWrong(environment: Environment, ms: number): Promise<string> {
  const wrong = {
    NODE_OPTIONS: `--import=${preload}`,
    FAULT_CLOCK_SKEW_MS: String(ms),
    RECONCILE_INTERVAL_SECONDS: "5",
  };
  const web = await environment.anotherWeb(wrong);
  const worker = environment.anotherWorker(wrong);
  await environment.worker.stop();
  await Promise.all([web.process.start(), worker.start()]);
  try {
    const { sessionIds, events } = await openWithEvents(environment, 10);
    const agent = new Agent();
    for (const event of events) {
      const { status } = await deliverOnce(environment, eventLike(environment, event), agent, web.url);
      // Its signature is right, and by that clock ten minutes away: it cannot be told from a replay.
      assert(status === 400, `an event of another time was answered ${status}`);
    }
    agent.destroy();
    for (const id of sessionIds) await submit(environment, id, "verified");
    // The web process with the right clock takes Stripe's own webhooks; the work is done by the wrong clock.
    await until(
      "the worker with the wrong clock has synced all",
      async () => {
        const { rowCount } = await environment.sql.query(
          "select 1 from verification_session where id = any($1) and status = 'verified'",
          [sessionIds],
        );
        return rowCount === sessionIds.length;
      },
      60_000,
    );
    await settle(environment);
    const minutes = ms / 60_000;
    return `our clock ${minutes > 0 ? "+" : ""}${minutes} min: ${events.length} webhooks refused with 400 (Stripe tries again), the worker did ${sessionIds.length} cases all the same`;
  } finally {
    await Promise.all([web.process.stop(), worker.stop()]);
    await environment.worker.start();
  }
}
