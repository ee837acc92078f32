import assert from "node:assert/strict";
import { Agent } from "node:http";
import Stripe from "stripe";
import { send } from "../../testkit/load.ts";
import { type Environment, rollingSecret } from "../support/environment.ts";
import { allSent, openWithEvents, signInPeople } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { openAccounts, openAccountsWithEvents } from "../support/sellers.ts";
import { endpointOf, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";
import { readDeliveries } from "../support/truth.ts";

/** `left`: answered 200 and not stored. */
type Case = {
  what: string;
  status: number;
  left?: true;
  body?: (body: string) => string;
  header: (body: string) => string | null;
};

/**
 * Whatever Stripe did not sign, or not just now, is refused and leaves nothing. An event of the other mode leaves nothing either; the endpoint
 * for connected accounts, to which Stripe sends both modes, answers it 200.
 */
export const signatures: Scenario = {
  name: "R6",
  title: "signature matrix of both endpoints, and a secret that is rolled",
  run: async (environment) => {
    const { webhookSecret, connectWebhookSecret } = environment.secrets.stripe;
    const [event] = (await openWithEvents(environment, 1)).events;
    const [ofAccount] = (await openAccountsWithEvents(environment, 1)).events;
    if (!event || !ofAccount) throw new Error("there is no event to sign");
    const kinds = [
      await runMatrix(environment, event, cases(webhookSecret, connectWebhookSecret, { status: 400 })),
      await runMatrix(environment, ofAccount, cases(connectWebhookSecret, webhookSecret, { status: 200, left: true })),
    ];
    const rolled = await rollSecret(environment);
    await settle(environment);
    return [...kinds, rolled];
  },
};

async function runMatrix(environment: Environment, event: Stripe.Event, matrix: readonly Case[]): Promise<string> {
  const { sent, acknowledged } = environment.expectations;
  const { path } = endpointOf(environment, event);
  const agent = new Agent();
  const wrong: string[] = [];
  for (const { what, status, left = false, body: change = same, header } of matrix) {
    const one = what.includes("live mode")
      ? { ...eventLike(environment, event), livemode: true }
      : eventLike(environment, event);
    const body = JSON.stringify(one, null, 2);
    const signature = header(body);
    const request = { body: change(body), headers: { ...(signature !== null && { "stripe-signature": signature }) } };
    const answer = await send(environment.appUrl + path, request, agent);
    if (answer.status !== status) wrong.push(`${what}: ${answer.status} instead of ${status}`);
    const taken = status === 200 && !left;
    if ((await isStored(environment, one.id)) !== taken) wrong.push(`${what}: stored or not, and wrongly`);
    if (taken) for (const ids of [sent, acknowledged]) ids.add(one.id);
  }
  agent.destroy();
  assert(wrong.length === 0, `${path}: ${wrong.join("; ")}`);
  const count = (of: (one: Case) => boolean) => matrix.filter(of).length;
  const [taken, left] = [count(({ status, left }) => status === 200 && !left), count((one) => one.left === true)];
  const refused = count(({ status }) => status !== 200);
  return `${path}: ${matrix.length} kinds of signature: ${taken} taken; ${left} left and ${refused} refused, of which no row`;
}

async function isStored({ sql }: Environment, id: string): Promise<boolean> {
  const { rowCount } = await sql.query("select 1 from stripe_event where id = $1", [id]);
  return rowCount === 1;
}

/**
 * The secret of an endpoint for connected accounts is rolled at Stripe, which signs with both until the old one ends: what knows
 * the old one alone takes events till then and none afterwards, and those come again when it knows the new one.
 */
async function rollSecret(environment: Environment): Promise<string> {
  const { stripe, emulator } = environment;
  const [account] = await openAccounts(environment, await signInPeople(environment, 1));
  const id = account?.id ?? "";
  await settle(environment);
  const { path } = endpointOf(environment, { id, account: id });
  const endpoint = await stripe.webhookEndpoints.create({
    ...{ url: environment.appUrl + path, connect: true, enabled_events: ["account.updated"] },
  });
  /** Makes news, and returns what came of its delivery at this endpoint. */
  const deliver = async () => {
    const before = (await readDeliveries(environment)).length;
    await stripe.accounts.update(id, { business_profile: { name: `Quillonia ${environment.random.hex(6)}` } });
    await allSent(environment);
    const own = (await readDeliveries(environment))
      .slice(before)
      .filter(({ endpointId }) => endpointId === endpoint.id);
    return { eventId: own[0]?.eventId ?? "", status: own.at(-1)?.status };
  };
  const another = async (secret: string | undefined) => {
    const web = await environment.anotherWeb({ STRIPE_CONNECT_WEBHOOK_SECRET: secret ?? "" });
    await web.process.start();
    await stripe.webhookEndpoints.update(endpoint.id, { url: web.url + path });
    return web.process;
  };

  const roll = async (expiresInSeconds: number) => {
    // A cast, because the contract of the emulator's control says so.
    const rolled = await emulator.control(`/webhook_endpoints/${endpoint.id}/roll`, { expiresInSeconds });
    return (rolled as { secret: string }).secret;
  };

  const old = await another(endpoint.secret);
  await roll(86_400);
  assert((await deliver()).status === 200, "what Stripe signed with both secrets was refused");
  // Rolled once more, and at once: a busy machine may not deliver in seconds that are few enough to wait for the end of.
  const secret = await roll(0);
  const refused = await deliver();
  assert(refused.status === 400, `what Stripe signed with the new secret alone was answered ${refused.status}`);
  await old.stop();

  const fresh = await another(secret);
  await emulator.control(`/deliveries/${refused.eventId}/resend`);
  const again = (await readDeliveries(environment)).filter(
    ({ endpointId, eventId }) => endpointId === endpoint.id && eventId === refused.eventId,
  );
  assert(again.at(-1)?.status === 200, "what had been refused was not taken when it came again");
  await stripe.webhookEndpoints.del(endpoint.id);
  await fresh.stop();
  return "a rolled secret of the endpoint for connected accounts: taken while Stripe signs with both, refused after it, taken again by the new one";
}

const same = (body: string) => body;

/** `secret`: of the endpoint; `others`: of the other one; `ofLiveMode`: what becomes of a live event at one in test mode. */
function cases(secret: string, others: string, ofLiveMode: Pick<Case, "status" | "left">): Case[] {
  const stranger = "whsec_stranger_0123456789abcdef";
  const now = () => Math.floor(Date.now() / 1000);
  const sign = (payload: string, key = secret, timestamp = now()) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret: key, timestamp });
  const v1 = (payload: string, key: string) => sign(payload, key).split(",")[1] ?? "";
  return [
    { what: "right", status: 200, header: (body) => sign(body) },
    { what: "by the other secret, while one is rolled", status: 200, header: (body) => sign(body, rollingSecret) },
    {
      what: "by both, as Stripe does meanwhile",
      status: 200,
      header: (body) => `${sign(body)},${v1(body, rollingSecret)}`,
    },
    {
      what: "by a stranger's and by ours",
      status: 200,
      header: (body) => `${sign(body, stranger)},${v1(body, secret)}`,
    },
    { what: "four minutes old", status: 200, header: (body) => sign(body, secret, now() - 240) },
    { what: "missing", status: 400, header: () => null },
    { what: "empty", status: 400, header: () => "" },
    { what: "malformed", status: 400, header: () => "t=now,v1=signed" },
    { what: "without a time", status: 400, header: (body) => v1(body, secret) },
    { what: "without a v1", status: 400, header: () => `t=${now()}` },
    { what: "under v0 only", status: 400, header: (body) => sign(body).replace("v1=", "v0=") },
    { what: "by a stranger", status: 400, header: (body) => sign(body, stranger) },
    { what: "by the other endpoint's secret", status: 400, header: (body) => sign(body, others) },
    { what: "six minutes old", status: 400, header: (body) => sign(body, secret, now() - 360) },
    { what: "of in six minutes", status: 400, header: (body) => sign(body, secret, now() + 360) },
    {
      what: "right, with the time moved afterwards",
      status: 400,
      header: (body) => sign(body).replace(/t=\d+/, `t=${now() - 1}`),
    },
    {
      what: "right, over a body that was serialised again",
      status: 400,
      header: (body) => sign(body),
      body: (body) => JSON.stringify(JSON.parse(body)),
    },
    {
      what: "right, over a body with one more space",
      status: 400,
      header: (body) => sign(body),
      body: (body) => `${body} `,
    },
    { what: "right, of live mode", ...ofLiveMode, header: (body) => sign(body) },
    {
      what: "of in six minutes, behind a time of now",
      status: 400,
      header: (body) => `t=${now()},${sign(body, secret, now() + 360)}`,
    },
    {
      what: "of in six minutes, before a time of now",
      status: 400,
      header: (body) => `${sign(body, secret, now() + 360)},t=${now()}`,
    },
  ];
}
