import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks again and again until `condition` holds; returns how long that took, in milliseconds. Throws when it does not
 * within `withinMs`; what `condition` throws counts as "not yet", and the last of it is the error's cause.
 */
export async function until(what: string, condition: () => Promise<boolean>, withinMs = 10_000): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    let cause: unknown;
    const holds = await condition().catch((error: unknown) => {
      cause = error;
      return false;
    });
    const tookMs = performance.now() - startedAt;
    if (holds) return tookMs;
    if (tookMs > withinMs) throw new Error(`not within ${withinMs / 1000} s: ${what}`, { cause });
    await delay(50);
  }
}
