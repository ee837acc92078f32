import { setTimeout as delay } from "node:timers/promises";
import { percentile } from "../testkit/statistics.ts";
import { eventsAbout, failures, openElsewhere, signInPeople, submit } from "./people.ts";
import { beginLoad, ringAgain } from "./sending.ts";
import { settle } from "./settle.ts";
import { hold, type Story } from "./story.ts";

/** Web and worker are killed in the middle of what they do, again and again. */
export const kills: Story = {
  name: "R4",
  title: "SIGKILL of web and worker at random moments under load",
  run: async (ground) => {
    const { random } = ground;
    const [cycles, perSecond] = ground.long ? [200, 200] : [4, 100];
    const people = await signInPeople(ground, ground.long ? 400 : 60);
    const sessionIds = (await openElsewhere(ground, people)).map(({ id }) => id);
    const known = await eventsAbout(ground, sessionIds);
    const load = beginLoad(ground, { perSecond, next: () => ringAgain(ground, random.pick(known)) });

    // Meanwhile things happen at Stripe, which sends its own webhooks, and sends them again.
    let happening = true;
    let attempts = 0;
    const open = random.shuffle(sessionIds.flatMap((id) => Array.from({ length: ground.long ? 6 : 3 }, () => id)));
    const life = (async () => {
      for (const id of open) {
        if (!happening) return;
        const tried = await submit(ground, id, random.next() < 0.3 ? "verified" : random.pick(failures)).then(
          () => true,
          () => false, // verified already
        );
        if (tried) attempts += 1;
        await delay(ground.long ? 250 : 100);
      }
    })();

    const back: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle++) {
      await delay(random.between(200, 1_200));
      const victim = cycle % 2 === 0 ? ground.web : ground.worker;
      await victim.kill();
      const startedAt = performance.now();
      await victim.start();
      back.push(performance.now() - startedAt);
    }
    happening = false;
    await life;
    const made = await load.finish(60_000);
    const settledMs = await settle(ground);
    hold("nothing was killed under way", load.refused() > 0);
    const answered = load.answers.filter(({ status }) => status === 200).map(({ tookMs }) => tookMs);
    return [
      `${cycles} kills, ${made} events at ${perSecond}/s of ours and ${attempts} attempts at Stripe beside them`,
      `${load.refused()} deliveries refused or cut, all made good by a repetition`,
      `back after ${(percentile(back, 0.5) / 1000).toFixed(1)} s (median); answers p50 ${percentile(answered, 0.5).toFixed(0)} ms, p99 ${percentile(answered, 0.99).toFixed(0)} ms`,
      `quiet ${(settledMs / 1000).toFixed(1)} s after the end`,
    ];
  },
};
