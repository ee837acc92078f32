import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { percentile } from "../testkit/statistics.ts";
import { openPage } from "./page.ts";
import { eventsAbout, failures, openElsewhere, signInPeople, submit } from "./people.ts";
import { beginLoad, ringAgain } from "./sending.ts";
import { settle } from "./settle.ts";
import { hold, type Story } from "./story.ts";

const perSecond = 20;
const sampleSeconds = 5;

/** Steady work of every kind for an hour: the memory of web and worker does not grow. */
export const soak: Story = {
  name: "R15",
  title: "soak: steady mixed load, and memory stays flat",
  run: async (ground) => {
    const { random } = ground;
    const seconds = ground.long ? ground.soakMinutes * 60 : 15;
    const known = await openElsewhere(ground, await signInPeople(ground, 50));
    const events = await eventsAbout(
      ground,
      known.map(({ id }) => id),
    );
    const [applicant] = await signInPeople(ground, 1);
    const [senior] = await signInPeople(ground, 1, "senior");
    if (!applicant || !senior) throw new Error("somebody is missing");

    const load = beginLoad(ground, { perSecond, next: () => ringAgain(ground, random.pick(events)) });
    const pids = { web: ground.web.pid(), worker: ground.worker.pid() };
    const memory = { web: [] as number[], worker: [] as number[] };
    let pages = 0;
    // By turns and not by the clock: on a busy machine each takes longer, and there are as many samples.
    for (let second = 0; second < seconds; second++) {
      const nextAt = performance.now() + 1_000;
      const [session] = await openElsewhere(ground, await signInPeople(ground, 1));
      await submit(ground, session?.id ?? "", random.next() < 0.5 ? "verified" : random.pick(failures));
      for (const [person, path] of [
        [applicant, "/verify"],
        [senior, "/verifications"],
      ] as const) {
        const { status } = await openPage(ground, person, path);
        hold(`${path} answered ${status}`, status === 200);
        pages += 1;
      }
      if (second % sampleSeconds === 0) {
        for (const name of ["web", "worker"] as const) memory[name].push(await residentMb(pids[name]));
      }
      await delay(Math.max(0, nextAt - performance.now()));
    }
    const made = await load.finish(30_000);
    hold("a process was started again", pids.web === ground.web.pid() && pids.worker === ground.worker.pid());
    await settle(ground);
    const first = `${(seconds / 60).toFixed(1)} min of ${perSecond} events/s, a submission and two pages a second: ${made} events, ${load.refused()} of them refused at first, and ${pages} pages`;
    // So few samples show only that it works.
    if (!ground.long) return [first];
    return [first, ...(["web", "worker"] as const).map((name) => judge(name, memory[name]))];
  },
};

/**
 * Throws when memory grows. The first quarter warms up. Of the rest, the median of the last quarter may lie above that of
 * the second by 8 %, as a heap that is collected now and then is never at rest, or by three times the usual step from one
 * sample to the next, which a steady growth hardly shows in. Over an hour 8 % of 300 MB is 670 bytes for each event.
 */
function judge(name: string, samples: readonly number[]): string {
  const quarter = Math.floor(samples.length / 4);
  hold(`${samples.length} samples are too few to judge by`, quarter >= 6);
  const rest = samples.slice(quarter);
  const from = median(rest.slice(0, quarter));
  const to = median(rest.slice(-quarter));
  const noise = Math.max(
    0.08 * from,
    3 * median(rest.slice(1).map((sample, place) => Math.abs(sample - (rest[place] ?? sample)))),
  );
  const figures = `${name}: ${samples[0]?.toFixed(0)} MB at the start, ${from.toFixed(0)} MB median of the second quarter, ${to.toFixed(0)} MB of the last, at most ${Math.max(...samples).toFixed(0)} MB; noise ${noise.toFixed(0)} MB, ${samples.length} samples`;
  hold(`memory grows; ${figures}`, to - from <= noise);
  return figures;
}

const median = (values: readonly number[]) => percentile(values, 0.5);

/** What a process holds in memory, in MB, by `ps`, which Linux and macOS have. */
async function residentMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1024;
}
