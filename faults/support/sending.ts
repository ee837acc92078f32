import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import { signedRequest } from "../../testkit/events.ts";
import { send } from "../../testkit/load.ts";
import { percentile } from "../../testkit/statistics.ts";
import type { Environment } from "./environment.ts";

/** An event as far as a delivery needs it. `account`: the connected account in which it happened. */
export type AnyEvent = { id: string; account?: string };

/** One delivery's answer: null when the connection broke. */
export type Answer = { status: number | null; tookMs: number };

/** Where an event is delivered, and by which secret it is signed: those of connected accounts have an endpoint of their own. */
export const endpointOf = ({ secrets: { stripe } }: Environment, { account }: AnyEvent) =>
  account === undefined
    ? { path: "/api/stripe/webhook", secret: stripe.webhookSecret }
    : { path: "/api/stripe/webhook/connect", secret: stripe.connectWebhookSecret };

/** Delivers an event once, signed now, and writes into the expectations what came of it. */
export async function deliverOnce(
  environment: Environment,
  event: AnyEvent,
  agent: Agent,
  url = environment.appUrl,
): Promise<Answer> {
  environment.expectations.sent.add(event.id);
  const { path, secret } = endpointOf(environment, event);
  const signed = signedRequest(event, secret);
  const startedAt = performance.now();
  const status = await send(url + path, signed, agent).then(
    (answer) => answer.status,
    () => null,
  );
  if (status !== null && status >= 200 && status < 300) environment.expectations.acknowledged.add(event.id);
  return { status, tookMs: performance.now() - startedAt };
}

/** So often is a delivery that was answered 503 made again. */
const mostAttempts = 10;

/**
 * Delivers all in this order over eight connections; what is answered 503, as a busy machine may, comes again a second
 * later, as from Stripe. Returns the last answers in the events' order, and how many attempts each took.
 */
export async function deliverAll(
  environment: Environment,
  events: readonly AnyEvent[],
): Promise<(Answer & { attempts: number })[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const deliver = async (event: AnyEvent) => {
    for (let attempts = 1; ; attempts++) {
      const answer = await deliverOnce(environment, event, agent);
      if (answer.status !== 503 || attempts === mostAttempts) return { ...answer, attempts };
      await delay(1_000);
    }
  };
  try {
    return await pMap(events, deliver, { concurrency: 8 });
  } finally {
    agent.destroy();
  }
}

/** A stream of deliveries at an even pace, where what was not answered 2xx comes again, as Stripe does. */
export type Load = {
  /** How often there was no answer, or none of 2xx. */
  refused: () => number;
  answers: Answer[];
  /** Waits until nothing is under way to this web any more. */
  drained: (url: string) => Promise<void>;
  /** Makes no new ones; waits until every event has been acknowledged. Returns how many there were. */
  finish: (withinMs: number) => Promise<number>;
};

/** At most so many on their way at once: what does not fit waits, as at Stripe. */
const atOnce = 64;

/**
 * Begins to deliver `next()` at an even pace, each to what `url()` says at that moment, and again after a second when it
 * was not acknowledged.
 */
export function beginLoad(
  environment: Environment,
  options: { perSecond: number; next: () => AnyEvent; url?: () => string },
): Load {
  const url = options.url ?? (() => environment.appUrl);
  // A connection of its own for each: one that is kept would break under a request when a process ends.
  const agent = new Agent({ keepAlive: false });
  const answers: Answer[] = [];
  const again: { event: AnyEvent; at: number }[] = [];
  const onTheirWay = new Map<Promise<void>, string>();
  let made = 0;
  let refused = 0;
  let making = true;

  const deliver = (event: AnyEvent) => {
    const to = url();
    const delivery = deliverOnce(environment, event, agent, to).then((answer) => {
      answers.push(answer);
      if (environment.expectations.acknowledged.has(event.id)) return;
      refused += 1;
      again.push({ event, at: performance.now() + 1000 });
    });
    onTheirWay.set(delivery, to);
    void delivery.finally(() => onTheirWay.delete(delivery));
  };

  const startedAt = performance.now();
  const running = (async () => {
    while (making || again.length > 0 || onTheirWay.size > 0) {
      const now = performance.now();
      while (onTheirWay.size < atOnce && again[0] && again[0].at <= now) {
        const due = again.shift();
        if (due) deliver(due.event);
      }
      const due = ((now - startedAt) / 1000) * options.perSecond;
      while (making && made < due && onTheirWay.size < atOnce) {
        made += 1;
        deliver(options.next());
      }
      await delay(5);
    }
    agent.destroy();
  })();
  // For a scenario that fails before it has finished its load.
  environment.ends.push(() => {
    making = false;
    again.length = 0;
  });

  return {
    refused: () => refused,
    answers,
    drained: async (to) => {
      await Promise.all([...onTheirWay].flatMap(([delivery, where]) => (where === to ? [delivery] : [])));
    },
    finish: async (withinMs) => {
      making = false;
      const late = delay(withinMs, "late", { ref: false });
      if ((await Promise.race([running, late])) === "late") {
        throw new Error(`${again.length + onTheirWay.size} events were not acknowledged within ${withinMs / 1000} s`);
      }
      return made;
    },
  };
}

/** What a refusal without a database may take, beside the way: promise P6. */
const refusalMs = 2_000;

/**
 * Asks a page that needs no database ten times a second, from now on. The function that it returns ends that, and throws
 * when it was not always there, or when one of `answers` took longer than P6 allows and the slowest of these took: on a busy
 * machine the way alone may take a second. Returns the slowest answer in words.
 */
export function beginProbes(environment: Environment): (answers: readonly Answer[]) => Promise<string> {
  const agent = new Agent();
  let asking = true;
  let wayMs = 0;
  const probing = (async () => {
    while (asking) {
      const startedAt = performance.now();
      const { status } = await send(`${environment.appUrl}/api/health/live`, { headers: {} }, agent);
      assert(status === 200, `live says ${status}`);
      wayMs = Math.max(wayMs, performance.now() - startedAt);
      await delay(100);
    }
  })();
  probing.catch(() => {}); // awaited below; until then it must not end the run
  return async (answers) => {
    asking = false;
    await probing;
    agent.destroy();
    const slowest = percentile(
      answers.map(({ tookMs }) => tookMs),
      1,
    );
    const said = `slowest ${slowest.toFixed(0)} ms, of which the way up to ${wayMs.toFixed(0)} ms`;
    assert(slowest <= refusalMs + wayMs, `an answer took too long: ${said}`);
    return said;
  };
}

/**
 * Begins a delivery, and returns once the server has read its head and asks for the body; the function it returns sends
 * that, and resolves to the answer's status, null when the connection broke.
 */
export function beginSlowly(
  environment: Environment,
  event: AnyEvent,
  url: string,
): Promise<() => Promise<number | null>> {
  environment.expectations.sent.add(event.id);
  const { path, secret } = endpointOf(environment, event);
  const { body, headers } = signedRequest(event, secret);
  const length = Buffer.byteLength(body);
  const sent = request(url + path, {
    method: "POST",
    agent: false,
    headers: { ...headers, "content-length": length, expect: "100-continue" },
  });
  const status = new Promise<number | null>((resolve) => {
    sent.on("error", () => resolve(null));
    sent.on("response", (response) => {
      response.resume();
      if (response.statusCode === 200) environment.expectations.acknowledged.add(event.id);
      resolve(response.statusCode ?? null);
    });
  });
  return new Promise((resolve) => {
    sent.on("continue", () =>
      resolve(() => {
        sent.end(body);
        return status;
      }),
    );
    sent.flushHeaders();
  });
}

/** Another event of the same content, under an id of its own, which Stripe never sent. */
export const eventLike = <E extends AnyEvent>(environment: Environment, event: E): E => ({
  ...event,
  id: `evt_fault${environment.random.hex(19)}`,
});
