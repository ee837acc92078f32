import { setTimeout as delay } from "node:timers/promises";
import { median, percentile } from "../../testkit/statistics.ts";
import { stripeMs, withDistantStripe } from "../support/cases.ts";
import type { Figure } from "../support/figures.ts";
import { type Workbench, withDatabase } from "../support/workbench.ts";
import { jobRuns, prepareSyncs } from "./event-to-status.ts";

const rounds = 3;
const calmEvents = 60;
const hammerSeconds = 8;
/** As many as fit into the loud part of a round: each takes at least one answer of Stripe's. */
const loudEvents = Math.ceil((hammerSeconds * 1000) / stripeMs);

/** How much later other people's results come while one person presses and asks as fast as a program can. */
export async function measureHammering(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("hammering");
  await bench.startWorker(product);
  const people = rounds * (calmEvents + loudEvents);
  const { timeNext, end } = await prepareSyncs(bench, product, people, "/api/stripe/webhook", jobRuns);

  const calm: number[] = [];
  const loud: number[] = [];
  await withDistantStripe(bench.shared, async () => {
    for (let round = 1; round <= rounds; round++) {
      const before: number[] = [];
      for (let count = 0; count < calmEvents; count++) before.push(await timeNext());
      calm.push(percentile(before, 0.95));

      const during: number[] = [];
      let over = false;
      const hammer = bench.runInside(product, "hammer.ts", [String(hammerSeconds)]).finally(() => {
        over = true;
      });
      while (!over && (await countStarters(product.databaseUrl)) < round) await delay(20);
      while (!over) during.push(await timeNext());
      await hammer;
      loud.push(percentile(during, 0.95));
    }
  });
  await end();

  const [ours, floor] = [median(loud), median(calm)];
  const aim = { of: "ratio", most: 2 } as const;
  return [{ what: "event to status while one person hammers, p95", unit: "ms", ours, floor, ratio: ours / floor, aim }];
}

/** How many have begun to hammer: they alone have agreed and have a VerificationSession. */
const countStarters = (databaseUrl: string): Promise<number> =>
  withDatabase(databaseUrl, async (client) => {
    const { rowCount } = await client.query(
      "select from verification v join consent c on c.verification_id = v.id where v.current_session_id is not null",
    );
    return rowCount ?? 0;
  });
