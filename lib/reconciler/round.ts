import "server-only";
import { log } from "@/lib/log";
import { reconcilerFound } from "@/lib/metrics/metrics";
import { recordRound } from "@/lib/reconciler/findings";
import { reconcileInbox } from "@/lib/reconciler/inbox";
import { type Findings, kinds } from "@/lib/reconciler/targets";
import { receiveUndelivered } from "@/lib/reconciler/undelivered-events";
import { reconcileCustomers } from "@/lib/reconciler/unwritten-customers";

const parts: (() => Promise<Findings>)[] = [
  reconcileInbox,
  ...Object.values(kinds).map(({ stale }) => stale),
  async () => ({ unwritten_customer: await reconcileCustomers() }),
  async () => ({ undelivered_event: await receiveUndelivered() }),
  ...Object.values(kinds).map(({ unknown }) => unknown),
];

/**
 * One round of the reconciler: finds what the webhooks did not tell us and has it fixed by the same sync. Returns what it
 * found by kind, each of which is logged and counted. A part that fails is logged, keeps the others from nothing, and is
 * done by the next round. Throws only when the database cannot take the count.
 *
 * Costs at Stripe: 3 calls a round in which nothing is under way, 18 an hour by default; 2 more for each session or account
 * that is, and 1 or 2 for each customer that is to be written, 11 where its creation was not answered; at most 30 calls, 4,500
 * syncs of 2 calls and 500 customers a round, 87,180 calls an hour, and never more than the budget of
 * lib/rate-limit/stripe-calls.ts.
 */
export async function reconcileRound(): Promise<Findings> {
  const found: Findings = {};
  for (const part of parts) {
    try {
      for (const [kind, count] of Object.entries(await part())) found[kind] = (found[kind] ?? 0) + count;
    } catch (error) {
      log.error("a part of the reconciler's round failed", {}, error);
    }
  }
  for (const [kind, count] of Object.entries(found)) {
    if (count === 0) continue;
    log.warn("the reconciler found something to fix", { outcome: kind, count });
    reconcilerFound(kind, count);
  }
  await recordRound(found);
  return found;
}
