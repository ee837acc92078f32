import { randomBytes } from "node:crypto";
import Stripe from "stripe";
import { type Figure, median, medianRatio } from "./figures.ts";
import { type Request, sendAll, sendAtPace } from "./load.ts";
import { backendsOf, cpuMs, databaseCpuMsSince } from "./usage.ts";
import { type Server, type Workbench, withDatabase } from "./workbench.ts";

const rounds = 9;

/** How events come: over so many connections, each as soon as the last is answered; or so many a second, whatever the answers do. */
type Load = { events: number } & ({ connections: number } | { perSecond: number });

const dense: Load = { events: 2_000, connections: 8 };
const sparse: Load = { events: 600, perSecond: 200 };

/** CPU per webhook event of the web process, and of the database with it, and how fast they go through, beside a bare route handler with an equal statement. */
export async function measureWebhook(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("webhook");
  const floor = await bench.startFloor();
  const secret = bench.ground.secrets.stripe.webhookSecret;
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

/** The request that delivers an event, signed as Stripe signs. */
export function signedRequest(event: object, secret: string): Request & { body: string } {
  const body = JSON.stringify(event, null, 2);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  return { body, headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": signature } };
}

/** An event of the usual size about a VerificationSession: by default one that there is not. */
export function inventEvent(sessionId = `vs_${randomBytes(12).toString("hex")}`): object {
  const id = randomBytes(12).toString("hex");
  const created = Math.floor(Date.now() / 1000);
  return {
    id: `evt_${id}`,
    object: "event",
    api_version: "2026-10-28.endive",
    created,
    data: {
      object: {
        id: sessionId,
        object: "identity.verification_session",
        client_reference_id: "00000000-0000-7000-8000-000000000001",
        client_secret: null,
        created,
        last_error: null,
        last_verification_report: `vr_${id}`,
        livemode: false,
        metadata: {
          user_id: "00000000-0000-7000-8000-000000000001",
          verification_id: "00000000-0000-7000-8000-000000000002",
        },
        options: {
          document: {
            allowed_types: ["driving_license", "id_card", "passport"],
            require_id_number: false,
            require_live_capture: true,
            require_matching_selfie: true,
          },
        },
        provided_details: { email: "somebody@demo.test" },
        redaction: null,
        related_customer: null,
        status: "verified",
        type: "document",
        url: null,
      },
    },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: "identity.verification_session.verified",
  };
}
