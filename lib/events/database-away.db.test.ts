import { randomUUID } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import { setTimeout } from "node:timers/promises";
import Stripe from "stripe";
import { afterEach, expect, test, vi } from "vitest";
import { POST } from "@/app/api/stripe/webhook/route";
import { databasePool, db, inboxPool } from "@/lib/db/client";
import { env } from "@/lib/env";
import { until } from "@/testkit/until";

// Between us and PostgreSQL, so that it can go quiet as a stopped server does. Before the environment is first read.
const real = new URL(process.env.DATABASE_URL ?? "");
const sockets = new Set<net.Socket>();
let quiet = false;
const proxy = net.createServer((near) => {
  sockets.add(near);
  near.on("error", () => {});
  if (quiet) return;
  const far = net.connect(Number(real.port), real.hostname);
  far.on("error", () => near.destroy());
  near.on("data", (bytes) => quiet || far.write(bytes)).on("close", () => far.destroy());
  far.on("data", (bytes) => quiet || near.write(bytes)).on("close", () => near.destroy());
});
proxy.listen(0, "127.0.0.1");
await once(proxy, "listening");
const address = proxy.address();
if (address === null || typeof address === "string") throw new Error("the proxy has no port");
process.env.DATABASE_URL = Object.assign(new URL(real), { port: String(address.port) }).href;

const closeAll = () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
};
afterEach(async () => {
  vi.restoreAllMocks();
  quiet = false;
  closeAll();
  await until("every connection is closed", async () => databasePool().totalCount + inboxPool().totalCount === 0);
});

const bodyOf = (id: string) =>
  JSON.stringify({
    id,
    type: "identity.verification_session.verified",
    created: 1_795_000_000,
    livemode: false,
    api_version: "2026-10-28.endive",
    data: { object: { id: `vs_${randomUUID().replaceAll("-", "")}`, object: "identity.verification_session" } },
  });

const deliver = (payload: string) => {
  const [secret = ""] = env().stripe.webhookSecrets;
  const headers = { "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload, secret }) };
  return POST(new Request("http://localhost:3000/api/stripe/webhook", { method: "POST", body: payload, headers }));
};

/** The answer's status; or nothing at half of what the driver alone would take to give a connection up. */
const answerTo = (payload: string) => Promise.race([deliver(payload).then(({ status }) => status), setTimeout(4_500)]);

test("while PostgreSQL is stopped the webhook answers 503, on open connections and on new ones, and later stores it all", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(await answerTo(bodyOf("evt_before"))).toBe(200);

  quiet = true;
  const waiting = ["evt_a", "evt_b", "evt_c"].map(bodyOf);
  expect(await Promise.all(waiting.map(answerTo))).toEqual([503, 503, 503]);
  expect(await answerTo(bodyOf("evt_new_connection"))).toBe(503);

  quiet = false;
  closeAll();
  expect(await Promise.all(waiting.map(answerTo))).toEqual([200, 200, 200]);
  expect(await db.stripeEvent.count({ where: { id: { in: ["evt_a", "evt_b", "evt_c"] } } })).toBe(3);
});

test("a connection that breaks in the middle of its work costs an answer and not the process", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(await answerTo(bodyOf("evt_first"))).toBe(200);
  // Held without a query, as by the queue, which listens.
  const held = await databasePool().connect();
  const broken = new Promise<void>((resolve) => held.once("end", resolve));
  expect(await answerTo(bodyOf("evt_second"))).toBe(200);
  quiet = true;
  const cut = answerTo(bodyOf("evt_cut"));
  await until("the inbox uses its connections", async () => inboxPool().idleCount === 0);
  closeAll();
  expect(await cut).toBe(503);
  await broken;
  held.release(true);

  quiet = false;
  expect(await answerTo(bodyOf("evt_cut"))).toBe(200);
});
