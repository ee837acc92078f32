import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../testkit/until.ts";
import type { Environment } from "../support/environment.ts";
import { openPage } from "../support/page.ts";
import { eventsAbout, openElsewhere, signInPeople, submit } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { complete, openAccountsWithEvents } from "../support/sellers.ts";
import { beginLoad, beginProbes, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

/** PostgreSQL goes away, by SIGKILL and by an orderly stop, and comes back. */
export const database: Scenario = {
  name: "R5",
  title: "PostgreSQL killed, and stopped for a while",
  run: async (environment) => {
    const said = [await away(environment, "killed", 1)];
    for (const seconds of environment.long ? [1, 30, 300] : [2]) said.push(await away(environment, "stopped", seconds));
    await settle(environment);
    return said;
  },
};

async function away(environment: Environment, how: "killed" | "stopped", seconds: number): Promise<string> {
  const people = await signInPeople(environment, 10);
  const sessionIds = (await openElsewhere(environment, people)).map(({ id }) => id);
  const { accountIds, events } = await openAccountsWithEvents(environment, 5);
  // To both endpoints in turn, however many events each has.
  const known = [await eventsAbout(environment, sessionIds), events];
  let made = 0;
  const load = beginLoad(environment, {
    perSecond: 50,
    next: () => eventLike(environment, environment.random.pick(known[made++ % 2] ?? events)),
  });
  await until("the load runs", async () => load.answers.length > 20, 10_000);

  if (how === "killed") await environment.postgres.kill();
  else await environment.postgres.stop();
  const goneFrom = load.answers.length;
  const endProbes = beginProbes(environment);
  for (const id of sessionIds) await submit(environment, id, "verified");
  for (const id of accountIds) await complete(environment, id);
  const ready = await fetch(`${environment.appUrl}/api/health/ready`);
  assert(ready.status === 503, `ready says ${ready.status} without a database`);
  // What people see is drawn by the page's script (app/error-screen.tsx): Next sends an empty page where all has failed.
  const page = await openPage(environment, people[0] ?? null, "/verify");
  assert(page.status === 500, `a page says ${page.status} without a database`);
  assert(!/node_modules|\n\s+at |ECONNREFUSED|prisma/i.test(page.html), "a page tells of our insides");
  await delay(seconds * 1000);
  const meanwhile = load.answers.slice(goneFrom);
  const slowest = await endProbes(meanwhile);

  const startedAt = performance.now();
  await environment.postgres.start();
  await until("web is ready again", async () => (await fetch(`${environment.appUrl}/api/health/ready`)).ok, 30_000);
  const backMs = performance.now() - startedAt;
  await load.finish(120_000);

  const odd = meanwhile.filter(({ status }) => status !== 503 && status !== 200);
  assert(odd.length === 0, `${odd.length} answers without a database were neither 503 nor late 200s`);
  return `${how}, away ${seconds} s: ${meanwhile.filter(({ status }) => status === 503).length} × 503, ${slowest}; ready ${(backMs / 1000).toFixed(1)} s after its start was asked for; all ${made} events of both endpoints acknowledged in the end`;
}
