import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { signedRequest } from "../testkit/events.ts";
import { send } from "../testkit/load.ts";
import { inParallel } from "../testkit/parallel.ts";
import { percentile } from "../testkit/statistics.ts";
import type { Ground } from "./ground.ts";
import { hold } from "./story.ts";

/** An event as far as a delivery needs it. */
export type AnyEvent = { id: string };

/** One delivery's answer: null when the connection broke. */
export type Answer = { status: number | null; tookMs: number };

const webhookPath = "/api/stripe/webhook";

/** Delivers an event once, signed now, and writes into the ledger what came of it. */
export async function deliverOnce(ground: Ground, event: AnyEvent, agent: Agent, url = ground.appUrl): Promise<Answer> {
  ground.ledger.sent.add(event.id);
  const signed = signedRequest(event, ground.secrets.stripe.webhookSecret);
  const startedAt = performance.now();
  const status = await send(url + webhookPath, signed, agent).then(
    (answer) => answer.status,
    () => null,
  );
  if (status !== null && status >= 200 && status < 300) ground.ledger.acknowledged.add(event.id);
  return { status, tookMs: performance.now() - startedAt };
}

/** So often is a delivery that was answered 503 made again. */
const mostTries = 10;

/**
 * Delivers all in this order over eight connections; what is answered 503, as a busy machine may, comes again a second
 * later, as from Stripe. Returns the last answers in the events' order, and how many tries each took.
 */
export async function deliverAll(ground: Ground, events: readonly AnyEvent[]): Promise<(Answer & { tries: number })[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const deliver = async (event: AnyEvent) => {
    for (let tries = 1; ; tries++) {
      const answer = await deliverOnce(ground, event, agent);
      if (answer.status !== 503 || tries === mostTries) return { ...answer, tries };
      await delay(1_000);
    }
  };
  try {
    return await inParallel(8, events, deliver);
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
  ground: Ground,
  options: { perSecond: number; next: () => AnyEvent; url?: () => string },
): Load {
  const url = options.url ?? (() => ground.appUrl);
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
    const delivery = deliverOnce(ground, event, agent, to).then((answer) => {
      answers.push(answer);
      if (ground.ledger.acknowledged.has(event.id)) return;
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
  // For a story that fails before it has finished its load.
  ground.ends.push(() => {
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
export function beginProbes(ground: Ground): (answers: readonly Answer[]) => Promise<string> {
  const agent = new Agent();
  let asking = true;
  let wayMs = 0;
  const probing = (async () => {
    while (asking) {
      const startedAt = performance.now();
      const { status } = await send(`${ground.appUrl}/api/health/live`, { headers: {} }, agent);
      hold(`live says ${status}`, status === 200);
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
    hold(`an answer took too long: ${said}`, slowest <= refusalMs + wayMs);
    return said;
  };
}

/**
 * Begins a delivery, and returns once the server has read its head and asks for the body; the function it returns sends
 * that, and resolves to the answer's status, null when the connection broke.
 */
export function beginSlowly(ground: Ground, event: AnyEvent, url: string): Promise<() => Promise<number | null>> {
  ground.ledger.sent.add(event.id);
  const { body, headers } = signedRequest(event, ground.secrets.stripe.webhookSecret);
  const length = Buffer.byteLength(body);
  const sent = request(url + webhookPath, {
    method: "POST",
    agent: false,
    headers: { ...headers, "content-length": length, expect: "100-continue" },
  });
  const status = new Promise<number | null>((resolve) => {
    sent.on("error", () => resolve(null));
    sent.on("response", (response) => {
      response.resume();
      if (response.statusCode === 200) ground.ledger.acknowledged.add(event.id);
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

/** A doorbell that Stripe never rang: another event of the same content under an id of its own. */
export const ringAgain = <E extends AnyEvent>(ground: Ground, event: E): E => ({
  ...event,
  id: `evt_fault${ground.random.hex(19)}`,
});
