import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { send } from "../testkit/load.ts";
import { until } from "../testkit/until.ts";
import type { Ground } from "./ground.ts";
import type { Life } from "./life.ts";
import { openForm, press } from "./page.ts";
import { eventsAbout, openElsewhere, signInPeople, submit } from "./people.ts";
import { beginLoad, beginSlowly, ringAgain } from "./sending.ts";
import { settle } from "./settle.ts";
import { hold, type Story } from "./story.ts";

type Web = { url: string; life: Life };

/** Two of each are restarted one after the other, as a deployment does, and nobody notices. */
export const rolling: Story = {
  name: "R11",
  title: "rolling restart of 2 web and 2 worker under load",
  run: async (ground) => {
    const second = await ground.anotherWeb();
    const secondWorker = ground.anotherWorker();
    await Promise.all([second.life.start(), secondWorker.start()]);
    try {
      return await restartAll(
        ground,
        [{ url: ground.appUrl, life: ground.web }, second],
        [ground.worker, secondWorker],
      );
    } finally {
      await Promise.all([second.life.stop(), secondWorker.stop()]);
    }
  },
};

async function restartAll(ground: Ground, webs: Web[], workers: Life[]): Promise<string[]> {
  const sessionIds = (await openElsewhere(ground, await signInPeople(ground, ground.long ? 100 : 20))).map(
    ({ id }) => id,
  );
  const known = await eventsAbout(ground, sessionIds);
  let inTurn = webs;
  let turn = 0;
  const load = beginLoad(ground, {
    perSecond: 100,
    next: () => ringAgain(ground, ground.random.pick(known)),
    url: () => inTurn[turn++ % inTurn.length]?.url ?? "",
  });
  await until("the load runs", async () => load.answers.length > 50, 10_000);
  const mails = askForLinks(ground, ground.long ? 8 : 3);
  mails.catch(() => {}); // awaited below; until then it must not end the run
  const stops: number[] = [];
  let underWay = 0;
  for (let round = 0; round < (ground.long ? 10 : 1); round++) {
    for (const web of webs) {
      // As what stands before them does: nothing new for this one, and it is told to stop when the usual has been
      // answered. A few are so slow that they are in the middle of it.
      inTurn = webs.filter((other) => other !== web);
      await load.drained(web.url);
      const slow = await Promise.all(
        Array.from({ length: 5 }, () => beginSlowly(ground, ringAgain(ground, ground.random.pick(known)), web.url)),
      );
      const stubborn = goOnAsking(web.url);
      const stopping = web.life.stop();
      const answered = await Promise.all(slow.map((finish) => finish()));
      stops.push(await stopping);
      await stubborn;
      hold(
        `requests under way at SIGTERM: ${answered.join(", ")}`,
        answered.every((status) => status === 200),
      );
      underWay += answered.length;
      await web.life.start();
      inTurn = webs;
    }
    for (const worker of workers) {
      for (const id of sessionIds.splice(0, 5)) await submit(ground, id, "verified");
      stops.push(await worker.stop());
      await worker.start();
    }
  }
  await mails;
  const made = await load.finish(30_000);
  const failed = load.answers.filter(({ status }) => status !== 200).map(({ status }) => status ?? "cut");
  hold(`${failed.length} of ${made} requests failed: ${[...new Set(failed)].join(", ")}`, failed.length === 0);
  const slowest = Math.max(...stops);
  hold(`a stop took ${(slowest / 1000).toFixed(1)} s`, slowest < 10_000);
  await settle(ground);
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
async function askForLinks(ground: Ground, count: number): Promise<void> {
  for (let asked = 0; asked < count; asked++) {
    const email = `link.${ground.random.hex(12)}@demo.test`;
    await until(
      "somebody has asked for a link",
      async () => {
        const form = await openForm(ground, null, "/sign-in", 'name="email"');
        const { status } = await press(ground, null, form, { email });
        return status === 303 || status === 200;
      },
      20_000,
    );
    ground.ledger.mails.set(email, 1);
    await delay(300);
  }
}
