import { Agent } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { until } from "../testkit/until.ts";
import type { Ground } from "./ground.ts";
import { eventsAbout, openElsewhere, signInPeople, submit } from "./people.ts";
import { deliverOnce, ringAgain } from "./sending.ts";
import { settle } from "./settle.ts";
import { hold, type Story } from "./story.ts";

const skewMs = 10 * 60 * 1000;
const preload = pathToFileURL(path.join(import.meta.dirname, "skewed-clock.mjs")).href;

/** Our clock is wrong by ten minutes, and then Stripe's is. */
export const clock: Story = {
  name: "R13",
  title: "clock skew of 10 minutes either way",
  run: async (ground) => {
    const said: string[] = [];
    for (const ms of [-skewMs, skewMs]) said.push(await withOurClockWrong(ground, ms));
    // Stripe's clock cannot go back, so this comes last: from here on its events are of the future.
    await ground.emulator.control("/clock", { advanceSeconds: skewMs / 1000 });
    const people = await openElsewhere(ground, await signInPeople(ground, 10));
    for (const { id } of people) await submit(ground, id, "verified");
    await settle(ground);
    return [...said, "Stripe's clock 10 minutes ahead: 10 cases as ever"];
  },
};

async function withOurClockWrong(ground: Ground, ms: number): Promise<string> {
  const wrong = {
    NODE_OPTIONS: `--import=${preload}`,
    FAULT_CLOCK_SKEW_MS: String(ms),
    RECONCILE_INTERVAL_SECONDS: "5",
  };
  const web = await ground.anotherWeb(wrong);
  const worker = ground.anotherWorker(wrong);
  await ground.worker.stop();
  await Promise.all([web.life.start(), worker.start()]);
  try {
    const sessions = await openElsewhere(ground, await signInPeople(ground, 10));
    const events = await eventsAbout(
      ground,
      sessions.map(({ id }) => id),
    );
    const agent = new Agent();
    for (const event of events) {
      const { status } = await deliverOnce(ground, ringAgain(ground, event), agent, web.url);
      // Its signature is right, and by that clock ten minutes away: it cannot be told from a replay.
      hold(`an event of another time was answered ${status}`, status === 400);
    }
    agent.destroy();
    for (const { id } of sessions) await submit(ground, id, "verified");
    // The web process with the right clock takes Stripe's own webhooks; the work is done by the wrong clock.
    await until(
      "the worker with the wrong clock has synced all",
      async () => {
        const { rowCount } = await ground.sql.query(
          "select 1 from verification_session where id = any($1) and status = 'verified'",
          [sessions.map(({ id }) => id)],
        );
        return rowCount === sessions.length;
      },
      60_000,
    );
    await settle(ground);
    const minutes = ms / 60_000;
    return `our clock ${minutes > 0 ? "+" : ""}${minutes} min: ${events.length} webhooks refused with 400 (Stripe tries again), the worker did ${sessions.length} cases all the same`;
  } finally {
    await Promise.all([web.life.stop(), worker.stop()]);
    await ground.worker.start();
  }
}
