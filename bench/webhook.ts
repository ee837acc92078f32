import { randomBytes } from "node:crypto";
import Stripe from "stripe";
import { type Figure, median, medianRatio } from "./figures.ts";
import { type Request, sendAll } from "./load.ts";
import { cpuMs } from "./usage.ts";
import { type Server, type Workbench, withDatabase } from "./workbench.ts";

const rounds = 9;
const eventsPerRound = 2_000;
const connections = 8;

/** CPU per webhook event of the web process, and of the database with it, and how fast they go through, beside a bare route handler with an equal statement. */
export async function measureWebhook(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("webhook");
  const floor = await bench.startFloor();
  const secret = bench.ground.secrets.stripe.webhookSecret;
  const ours = () => round(product, "/api/stripe/webhook", secret);
  const bare = () => round(floor, "/webhook", secret);

  // Both are compiled by the engine before anything counts.
  for (const warmUp of [bare, ours]) await warmUp();
  const measured: { ours: Round; floor: Round }[] = [];
  for (let count = 0; count < rounds; count++) measured.push({ floor: await bare(), ours: await ours() });

  const of = (side: "ours" | "floor", what: keyof Round) => measured.map((pair) => pair[side][what]);
  const [cpu, bareCpu] = [of("ours", "cpuMs"), of("floor", "cpuMs")];
  const [whole, bareWhole] = [of("ours", "cpuMsWithDatabase"), of("floor", "cpuMsWithDatabase")];
  const [rate, bareRate] = [of("ours", "perSecond"), of("floor", "perSecond")];
  return [
    {
      what: "webhook: server CPU per event",
      unit: "ms",
      ours: median(cpu),
      floor: median(bareCpu),
      ratio: medianRatio(cpu, bareCpu),
      aim: { of: "ratio", most: 1.15 },
    },
    {
      what: "webhook: the same with the database's",
      unit: "ms",
      ours: median(whole),
      floor: median(bareWhole),
      ratio: medianRatio(whole, bareWhole),
      aim: null,
    },
    {
      what: `webhook: requests a second, ${connections} connections`,
      unit: "/s",
      ours: median(rate),
      floor: median(bareRate),
      // Upside down: here more is better.
      ratio: medianRatio(bareRate, rate),
      aim: { of: "ratio", most: 1.25 },
    },
  ];
}

/** CPU is per event. */
type Round = { cpuMs: number; cpuMsWithDatabase: number; perSecond: number };

async function round(server: Server, route: string, secret: string): Promise<Round> {
  const requests = Array.from({ length: eventsPerRound }, () => signedRequest(inventEvent(), secret));
  const backends = await backendsOf(server);
  const ofBackends = () => backends.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const before = { web: cpuMs(server.pid), database: ofBackends() };
  const tookMs = await sendAll(server.url + route, requests, {
    connections,
    accept: (text) => text === '{"outcome":"queued"}',
  });
  const [web, database] = [cpuMs(server.pid) - before.web, ofBackends() - before.database];
  return {
    cpuMs: web / eventsPerRound,
    cpuMsWithDatabase: (web + database) / eventsPerRound,
    perSecond: (eventsPerRound / tookMs) * 1000,
  };
}

/** PostgreSQL's processes that serve a web process's connections, which stay open from round to round. */
async function backendsOf({ databaseUrl }: Server): Promise<number[]> {
  const { rows } = await withDatabase(databaseUrl, (client) =>
    client.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    ),
  );
  return rows.map(({ pid }) => pid);
}

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
