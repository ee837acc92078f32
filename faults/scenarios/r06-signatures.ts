import assert from "node:assert/strict";
import { Agent } from "node:http";
import Stripe from "stripe";
import { send } from "../../testkit/load.ts";
import { type Environment, rollingSecret } from "../support/environment.ts";
import { openWithEvents } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

type Case = { what: string; status: number; body?: (body: string) => string; header: (body: string) => string | null };

/** Whatever Stripe did not sign, or not just now, is refused and leaves nothing. */
export const signatures: Scenario = {
  name: "R6",
  title: "signature matrix",
  run: async (environment) => {
    const [event] = (await openWithEvents(environment, 1)).events;
    if (!event) throw new Error("there is no event to sign");
    const agent = new Agent();
    const wrong: string[] = [];
    const matrix = cases(environment);
    for (const { what, status, body: change = same, header } of matrix) {
      const one = what.includes("live mode")
        ? { ...eventLike(environment, event), livemode: true }
        : eventLike(environment, event);
      const body = JSON.stringify(one, null, 2);
      const signature = header(body);
      const request = { body: change(body), headers: { ...(signature !== null && { "stripe-signature": signature }) } };
      const answer = await send(`${environment.appUrl}/api/stripe/webhook`, request, agent);
      if (answer.status !== status) wrong.push(`${what}: ${answer.status} instead of ${status}`);
      const { rowCount } = await environment.sql.query("select 1 from stripe_event where id = $1", [one.id]);
      if ((rowCount === 1) !== (status === 200)) wrong.push(`${what}: ${rowCount} rows`);
      if (status === 200)
        environment.expectations.sent.add(one.id).has(one.id) && environment.expectations.acknowledged.add(one.id);
    }
    agent.destroy();
    assert(wrong.length === 0, wrong.join("; "));
    await settle(environment);
    const taken = matrix.filter(({ status }) => status === 200).length;
    return [`${matrix.length} kinds of signature: ${taken} taken, ${matrix.length - taken} refused, of which no row`];
  },
};

const same = (body: string) => body;

function cases(environment: Environment): Case[] {
  const secret = environment.secrets.stripe.webhookSecret;
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
    {
      what: "by the Connect endpoint's secret",
      status: 400,
      header: (body) => sign(body, environment.secrets.stripe.connectWebhookSecret),
    },
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
    { what: "right, of live mode", status: 400, header: (body) => sign(body) },
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
