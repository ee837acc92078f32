import { setTimeout as delay } from "node:timers/promises";
import { until } from "../testkit/until.ts";
import type { Ground } from "./ground.ts";
import { openPage } from "./page.ts";
import { eventsAbout, openElsewhere, signInPeople, submit } from "./people.ts";
import { beginLoad, beginProbes, ringAgain } from "./sending.ts";
import { settle } from "./settle.ts";
import { hold, type Story } from "./story.ts";

/** PostgreSQL goes away, by SIGKILL and by an orderly stop, and comes back. */
export const database: Story = {
  name: "R5",
  title: "PostgreSQL killed, and stopped for a while",
  run: async (ground) => {
    const said = [await away(ground, "killed", 1)];
    for (const seconds of ground.long ? [1, 30, 300] : [2]) said.push(await away(ground, "stopped", seconds));
    await settle(ground);
    return said;
  },
};

async function away(ground: Ground, how: "killed" | "stopped", seconds: number): Promise<string> {
  const people = await signInPeople(ground, 10);
  const sessionIds = (await openElsewhere(ground, people)).map(({ id }) => id);
  const known = await eventsAbout(ground, sessionIds);
  const load = beginLoad(ground, { perSecond: 50, next: () => ringAgain(ground, ground.random.pick(known)) });
  await until("the load runs", async () => load.answers.length > 20, 10_000);

  if (how === "killed") await ground.postgres.kill();
  else await ground.postgres.stop();
  const goneFrom = load.answers.length;
  const endProbes = beginProbes(ground);
  for (const id of sessionIds) await submit(ground, id, "verified");
  const ready = await fetch(`${ground.appUrl}/api/health/ready`);
  hold(`ready says ${ready.status} without a database`, ready.status === 503);
  // What people see is drawn by the page's script (app/error-screen.tsx): Next sends an empty page where all has failed.
  const page = await openPage(ground, people[0] ?? null, "/verify");
  hold(`a page says ${page.status} without a database`, page.status === 500);
  hold("a page tells of our insides", !/node_modules|\n\s+at |ECONNREFUSED|prisma/i.test(page.html));
  await delay(seconds * 1000);
  const meanwhile = load.answers.slice(goneFrom);
  const slowest = await endProbes(meanwhile);

  const startedAt = performance.now();
  await ground.postgres.start();
  await until("web is ready again", async () => (await fetch(`${ground.appUrl}/api/health/ready`)).ok, 30_000);
  const backMs = performance.now() - startedAt;
  const made = await load.finish(120_000);

  const odd = meanwhile.filter(({ status }) => status !== 503 && status !== 200);
  hold(`${odd.length} answers without a database were neither 503 nor late 200s`, odd.length === 0);
  return `${how}, away ${seconds} s: ${meanwhile.filter(({ status }) => status === 503).length} × 503, ${slowest}; ready ${(backMs / 1000).toFixed(1)} s after its start was asked for; all ${made} events acknowledged in the end`;
}
