import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { percentile } from "../../testkit/statistics.ts";
import { failures, openWithEvents, submit } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { openAccountsWithEvents } from "../support/sellers.ts";
import { beginLoad, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

/** Web and worker are killed in the middle of what they do, again and again. */
export const kills: Scenario = {
  name: "R4",
  title: "SIGKILL of web and worker at random moments under load",
  run: async (environment) => {
    const { random } = environment;
    const [cycles, perSecond] = environment.long ? [200, 200] : [4, 100];
    const { sessionIds, events } = await openWithEvents(environment, environment.long ? 400 : 60);
    const known = [...events, ...(await openAccountsWithEvents(environment, environment.long ? 60 : 10)).events];
    const load = beginLoad(environment, { perSecond, next: () => eventLike(environment, random.pick(known)) });

    // Meanwhile things happen at Stripe, which sends its own webhooks, and sends them again.
    let happening = true;
    let attempts = 0;
    const open = random.shuffle(sessionIds.flatMap((id) => Array.from({ length: environment.long ? 6 : 3 }, () => id)));
    const killing = (async () => {
      for (const id of open) {
        if (!happening) return;
        const tried = await submit(environment, id, random.next() < 0.3 ? "verified" : random.pick(failures)).then(
          () => true,
          () => false, // verified already
        );
        if (tried) attempts += 1;
        await delay(environment.long ? 250 : 100);
      }
    })();

    const back: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle++) {
      await delay(random.between(200, 1_200));
      const victim = cycle % 2 === 0 ? environment.web : environment.worker;
      await victim.kill();
      const startedAt = performance.now();
      await victim.start();
      back.push(performance.now() - startedAt);
    }
    happening = false;
    await killing;
    const made = await load.finish(60_000);
    const settledMs = await settle(environment);
    assert(load.refused() > 0, "nothing was killed under way");
    const answered = load.answers.filter(({ status }) => status === 200).map(({ tookMs }) => tookMs);
    return [
      `${cycles} kills, ${made} events at ${perSecond}/s of ours and ${attempts} attempts at Stripe beside them`,
      `${load.refused()} deliveries refused or cut, all made good by a repetition`,
      `back after ${(percentile(back, 0.5) / 1000).toFixed(1)} s (median); answers p50 ${percentile(answered, 0.5).toFixed(0)} ms, p99 ${percentile(answered, 0.99).toFixed(0)} ms`,
      `quiet ${(settledMs / 1000).toFixed(1)} s after the end`,
    ];
  },
};
