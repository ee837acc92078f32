import assert from "node:assert/strict";
import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { send } from "../../testkit/load.ts";
import { until } from "../../testkit/until.ts";
import type { Environment } from "../support/environment.ts";
import { openForm, press } from "../support/page.ts";
import { openWithEvents, submit } from "../support/people.ts";
import type { ManagedProcess } from "../support/process.ts";
import type { Scenario } from "../support/scenario.ts";
import { beginLoad, beginSlowly, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

type Web = { url: string; process: ManagedProcess };

/** Two of each are restarted one after the other, as a deployment does, and nobody notices. */
export const rolling: Scenario = {
  name: "R11",
  title: "rolling restart of 2 web and 2 worker under load",
  run: async (environment) => {
    const second = await environment.anotherWeb();
    const secondWorker = environment.anotherWorker();
    await Promise.all([second.process.start(), secondWorker.start()]);
    try {
      return await restartAll(
        environment,
        [{ url: environment.appUrl, process: environment.web }, second],
        [environment.worker, secondWorker],
      );
    } finally {
      await Promise.all([second.process.stop(), secondWorker.stop()]);
    }
  },
};

async function restartAll(environment: Environment, webs: Web[], workers: ManagedProcess[]): Promise<string[]> {
  const { sessionIds, events: known } = await openWithEvents(environment, environment.long ? 100 : 20);
  let inTurn = webs;
  let turn = 0;
  const load = beginLoad(environment, {
    perSecond: 100,
    next: () => eventLike(environment, environment.random.pick(known)),
    url: () => inTurn[turn++ % inTurn.length]?.url ?? "",
  });
  await until("the load runs", async () => load.answers.length > 50, 10_000);
  const mails = askForLinks(environment, environment.long ? 8 : 3);
  mails.catch(() => {}); // awaited below; until then it must not end the run
  const stops: number[] = [];
  let underWay = 0;
  for (let round = 0; round < (environment.long ? 10 : 1); round++) {
    for (const web of webs) {
      // As what stands before them does: nothing new for this one, and it is told to stop when the usual has been
      // answered. A few are so slow that they are in the middle of it.
      inTurn = webs.filter((other) => other !== web);
      await load.drained(web.url);
      const slow = await Promise.all(
        Array.from({ length: 5 }, () =>
          beginSlowly(environment, eventLike(environment, environment.random.pick(known)), web.url),
        ),
      );
      const stubborn = goOnAsking(web.url);
      const stopping = web.process.stop();
      const answered = await Promise.all(slow.map((finish) => finish()));
      stops.push(await stopping);
      await stubborn;
      assert(
        answered.every((status) => status === 200),
        `requests under way at SIGTERM: ${answered.join(", ")}`,
      );
      underWay += answered.length;
      await web.process.start();
      inTurn = webs;
    }
    for (const worker of workers) {
      for (const id of sessionIds.splice(0, 5)) await submit(environment, id, "verified");
      stops.push(await worker.stop());
      await worker.start();
    }
  }
  await mails;
  const made = await load.finish(30_000);
  const failed = load.answers.filter(({ status }) => status !== 200).map(({ status }) => status ?? "cut");
  assert(failed.length === 0, `${failed.length} of ${made} requests failed: ${[...new Set(failed)].join(", ")}`);
  const slowest = Math.max(...stops);
  assert(slowest < 10_000, `a stop took ${(slowest / 1000).toFixed(1)} s`);
  await settle(environment);
  return [
    `${stops.length} restarts under 100/s: ${made} requests and ${underWay} more that were under way at SIGTERM, none failed; slowest stop ${(slowest / 1000).toFixed(1)} s`,
  ];
}

/** A client that keeps its connection and asks one thing after the other on it, until it is closed. */
async function goOnAsking(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    send(`${url}/api/health/live`, { headers: {} }, agent).then(
      () => true,
      () => false,
    );
  while (await ask()) await delay(100);
  agent.destroy();
}

/** People ask for their link meanwhile, once each. */
async function askForLinks(environment: Environment, count: number): Promise<void> {
  for (let asked = 0; asked < count; asked++) {
    const email = `link.${environment.random.hex(12)}@demo.test`;
    await until(
      "somebody has asked for a link",
      async () => {
        const form = await openForm(environment, null, "/sign-in", 'name="email"');
        const { status } = await press(environment, null, form, { email });
        return status === 303 || status === 200;
      },
      20_000,
    );
    environment.expectations.mails.set(email, 1);
    await delay(300);
  }
}
