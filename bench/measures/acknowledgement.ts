import { inventEvent, signedRequest } from "../../testkit/events.ts";
import { sendAtPace } from "../../testkit/load.ts";
import { percentile } from "../../testkit/statistics.ts";
import { inventCases, withDistantStripe } from "../support/cases.ts";
import type { Figure } from "../support/figures.ts";
import type { Workbench } from "../support/workbench.ts";

const perSecond = 200;
const seconds = 20;
const warmUps = 1_000;

/** How soon Stripe hears from us when it sends at an even pace, while the worker syncs what has come. */
export async function measureAcknowledgement(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("acknowledgement");
  const floor = await bench.startFloor();
  const events = perSecond * seconds;
  // Two events each: a session is often told of again while it waits.
  const cases = await inventCases(bench.shared, product, events / 2);
  const secret = bench.shared.secrets.stripe.webhookSecret;
  const request = (index: number) => signedRequest(inventEvent(cases[index % cases.length]?.sessionId), secret);
  const play = async (url: string, count: number) =>
    sendAtPace(
      url,
      Array.from({ length: count }, (_, index) => request(index)),
      perSecond,
    );

  // Both are compiled by the engine before anything counts.
  const [ours, bare] = [`${product.url}/api/stripe/webhook`, `${floor.url}/webhook`];
  for (const url of [bare, ours]) await play(url, warmUps);
  const floorMs = await play(bare, events);
  await bench.startWorker(product);
  const oursMs = await withDistantStripe(bench.shared, () => play(ours, events));

  const toFigure = (name: string, share: number, aim: Figure["aim"]): Figure => {
    const values = { ours: percentile(oursMs, share), floor: percentile(floorMs, share) };
    const what = `acknowledgement at ${perSecond} events/s, worker busy, ${name}`;
    return { what, unit: "ms", ...values, ratio: values.ours / values.floor, aim };
  };
  return [toFigure("p50", 0.5, null), toFigure("p99", 0.99, { of: "ours", most: 150 })];
}
