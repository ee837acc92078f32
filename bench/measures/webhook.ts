import { inventEvent, signedRequest } from "../../testkit/events.ts";
import { sendAll, sendAtPace } from "../../testkit/load.ts";
import { median, medianRatio } from "../../testkit/statistics.ts";
import type { Figure } from "../support/figures.ts";
import { backendsOf, cpuMs, databaseCpuMsSince } from "../support/usage.ts";
import { type Server, type Workbench, withDatabase } from "../support/workbench.ts";

const rounds = 9;

/** How events come: over so many connections, each as soon as the last is answered; or so many a second, whatever the answers do. */
type Load = { events: number } & ({ connections: number } | { perSecond: number });

const dense: Load = { events: 2_000, connections: 8 };
const sparse: Load = { events: 600, perSecond: 200 };

/** CPU per webhook event of the web process, and of the database with it, and how fast they go through, beside a bare route handler with an equal statement. */
export async function measureWebhook(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("webhook");
  const floor = await bench.startFloor();
  const secret = bench.shared.secrets.stripe.webhookSecret;
  const ours = (load: Load) => round(product, "/api/stripe/webhook", secret, load);
  const bare = (load: Load) => round(floor, "/webhook", secret, load);

  // Both are compiled by the engine before anything counts.
  for (const warmUp of [bare, ours]) await warmUp(dense);
  const compare = async (load: Load) => {
    const measured: { ours: Round; floor: Round }[] = [];
    for (let count = 0; count < rounds; count++) measured.push({ floor: await bare(load), ours: await ours(load) });
    return (what: keyof Round) => ({
      ours: measured.map((pair) => pair.ours[what]),
      floor: measured.map((pair) => pair.floor[what]),
    });
  };

  const ofDense = await compare(dense);
  const rate = ofDense("perSecond");
  const ofSparse = await compare(sparse);
  return [
    cost("webhook: server CPU per event, 8 connections", ofDense("cpuMs")),
    cost("webhook: the same with the database's", ofDense("cpuMsWithDatabase")),
    {
      what: "webhook: requests a second, 8 connections",
      unit: "/s",
      ours: median(rate.ours),
      floor: median(rate.floor),
      // Upside down: here more is better.
      ratio: medianRatio(rate.floor, rate.ours),
      aim: { of: "ratio", most: 1.25 },
    },
    cost("webhook: server CPU per event, 200 a second", ofSparse("cpuMs")),
    cost("webhook: with the database's, 200 a second", ofSparse("cpuMsWithDatabase")),
  ];
}

function cost(what: string, { ours, floor }: { ours: number[]; floor: number[] }): Figure {
  const ratio = medianRatio(ours, floor);
  return { what, unit: "ms", ours: median(ours), floor: median(floor), ratio, aim: { of: "ratio", most: 1.15 } };
}

/** CPU is per event. */
type Round = { cpuMs: number; cpuMsWithDatabase: number; perSecond: number };

async function round(server: Server, route: string, secret: string, load: Load): Promise<Round> {
  const requests = Array.from({ length: load.events }, () => signedRequest(inventEvent(), secret));
  const url = server.url + route;
  await emptyQueue(server);
  const before = { web: cpuMs(server.pid), backends: await backendsOf(server) };
  const startedAt = performance.now();
  if ("perSecond" in load) await sendAtPace(url, requests, load.perSecond);
  else await sendAll(url, requests, { ...load, accept: (text) => text === '{"outcome":"queued"}' });
  const tookMs = performance.now() - startedAt;
  const web = cpuMs(server.pid) - before.web;
  const database = await databaseCpuMsSince(server, before.backends);
  return {
    cpuMs: web / load.events,
    cpuMsWithDatabase: (web + database) / load.events,
    perSecond: (load.events / tookMs) * 1000,
  };
}

/**
 * Takes away the jobs that no worker does here. With them PostgreSQL would measure itself: plans made for an empty table
 * read all of it, until autovacuum, some time within the next minute, has them made anew.
 */
const emptyQueue = ({ databaseUrl }: Server) =>
  withDatabase(databaseUrl, (client) => client.query("truncate graphile_worker._private_jobs"));
