import { Agent, type OutgoingHttpHeaders } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import { freePort } from "../../scripts/process/ports.ts";
import { inventEvent, signedRequest } from "../../testkit/events.ts";
import { send, unexpected } from "../../testkit/load.ts";
import { cookieOf } from "../../testkit/people.ts";
import { median } from "../../testkit/statistics.ts";
import type { Figure } from "../support/figures.ts";
import { type Heap, inspectHeap } from "../support/heap.ts";
import { insertHistory, insertPeople, signIn } from "../support/people.ts";
import { residentMegabytes } from "../support/usage.ts";
import { type Server, type Workbench, withDatabase } from "../support/workbench.ts";

const people = 10_000;
const pagesPerSecond = 12;
const webhooksPerSecond = 2;
const sampleSeconds = 5;

/** Until every page is compiled and every connection open, there is no level from which memory could grow. */
const warmUpSeconds = 60;

type Visit = { path: string; headers: OutgoingHttpHeaders };

/** Somebody who asks for pages in turn, and where events go. */
type Load = { server: Server; heap: Heap; visits: (() => Visit)[]; webhook: string };

/** What a web holds in memory under an even load, and whether what it cannot let go of grows, beside a bare Next under as many requests. */
export async function measureMemory(bench: Workbench): Promise<Figure[]> {
  const loads = [await loadOfProduct(bench), await loadOfFloor(bench)];
  const secret = bench.shared.secrets.stripe.webhookSecret;
  const apply = async (seconds: number) => Promise.all(loads.map((load) => applyLoad(load, secret, seconds)));

  await apply(warmUpSeconds);
  const [before = Number.NaN] = await Promise.all(loads.map(({ heap }) => heap.megabytesAfterCollecting()));
  const [ours = [], floor = []] = await apply(bench.shared.minutes * 60);
  const [after = Number.NaN] = await Promise.all(loads.map(({ heap }) => heap.megabytesAfterCollecting()));
  for (const { heap } of loads) heap.close();

  const resident = (what: string, of: (samples: number[]) => number, aim: Figure["aim"]): Figure => ({
    what: `memory: ${what}`,
    unit: "MB",
    ours: of(ours),
    floor: of(floor),
    ratio: of(ours) / of(floor),
    aim,
  });
  return [
    {
      what: "memory: in use after collecting, end beside beginning",
      unit: "MB",
      ours: after,
      floor: before,
      ratio: after / before,
      aim: { of: "ratio", most: 1.1 },
    },
    resident("resident, median of the last quarter", (all) => median(all.slice(-Math.ceil(all.length / 4))), null),
    resident("resident, highest", (all) => Math.max(...all), { of: "ours", most: 400 }),
  ];
}

async function loadOfProduct(bench: Workbench): Promise<Load> {
  const inspector = await freePort();
  const server = await bench.startProduct("memory", [`--inspect=127.0.0.1:${inspector}`]);
  await insertPeople(server, people);
  await bench.runInside(server, "seal-names.ts", []);
  await insertHistory(server);
  await bench.startWorker(server);
  const cases = await withDatabase(server.databaseUrl, async (client) => {
    const text = `select id, user_id as "userId" from verification where status = 'verified' order by created_at desc limit 1000`;
    return (await client.query<{ id: string; userId: string }>(text)).rows;
  });
  const tokens = async (role: "applicant" | "reviewer" | "auditor", users: (string | null)[]) => {
    const signedIn: string[] = [];
    for (const user of users) signedIn.push(await signIn(server, role, user));
    return signedIn;
  };
  // Many of each: what is kept for each person, page or case would show.
  const nobodyYet = Array<null>(20).fill(null);
  const newcomers = await tokens("applicant", nobodyYet);
  const verified = await tokens(
    "applicant",
    cases.slice(0, 20).map(({ userId }) => userId),
  );
  const reviewers = await tokens("reviewer", nobodyYet);
  const auditors = await tokens("auditor", nobodyYet);
  const visits = [
    visitor(() => "/sign-in", []),
    visitor(() => "/verify", newcomers),
    visitor(() => "/verify/submitted", verified),
    visitor(() => "/verifications", reviewers),
    visitor((turn) => `/verifications/${cases[turn % cases.length]?.id}`, reviewers),
    visitor(() => "/events", auditors),
  ];
  return { server, heap: await inspectHeap(inspector), visits, webhook: "/api/stripe/webhook" };
}

async function loadOfFloor(bench: Workbench): Promise<Load> {
  const inspector = await freePort();
  const server = await bench.startFloor([`--inspect=127.0.0.1:${inspector}`]);
  await insertPeople(server, people);
  const reviewer = await signIn(server, "reviewer");
  const visits = [visitor(() => "/dynamic", []), visitor(() => "/list", [reviewer])];
  return { server, heap: await inspectHeap(inspector), visits, webhook: "/webhook" };
}

/** The same page, or one after the other of a kind, by people in turn. */
function visitor(path: (turn: number) => string, tokens: readonly string[]): () => Visit {
  let turn = 0;
  return () => {
    const token = tokens[turn % tokens.length];
    return { path: path(turn++), headers: { "accept-encoding": "gzip", ...cookieOf(token) } };
  };
}

/** Returns what the web held in memory every five seconds; megabytes. */
async function applyLoad({ server, visits, webhook }: Load, secret: string, seconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const samples: number[] = [];
  const ask = async (path: string, asked: Parameters<typeof send>[1]) => {
    const { status } = await send(server.url + path, asked, agent);
    if (status !== 200) throw unexpected(path, status);
  };
  const visit = async (turn: number) => {
    const next = visits[turn % visits.length]?.();
    if (next) await ask(next.path, { headers: next.headers });
  };
  try {
    await Promise.all([
      atPace(pagesPerSecond, seconds, visit),
      atPace(webhooksPerSecond, seconds, () => ask(webhook, signedRequest(inventEvent(), secret))),
      atPace(1 / sampleSeconds, seconds, async () => {
        samples.push(residentMegabytes(server.pid));
      }),
    ]);
  } finally {
    agent.destroy();
  }
  return samples;
}

/** Begins `work` so many times a second, or less often where eight are under way: a busy machine is not to be overrun. */
async function atPace(perSecond: number, seconds: number, work: (turn: number) => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const dueAt = (turn: number) => startedAt + (turn / perSecond) * 1000;
  function* turns() {
    for (let turn = 0; performance.now() < startedAt + seconds * 1000 && turn < perSecond * seconds; turn++) yield turn;
  }
  await pMap(
    turns(),
    async (turn) => {
      await delay(Math.max(0, dueAt(turn) - performance.now()));
      await work(turn);
    },
    { concurrency: 8 },
  );
}
