import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { percentile } from "../../testkit/statistics.ts";
import { openPage } from "../support/page.ts";
import { failures, openElsewhere, openWithEvents, signInPeople, submit } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { beginLoad, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

const perSecond = 20;
const sampleSeconds = 5;

/** Steady work of every kind for an hour: the memory of web and worker does not grow. */
export const soak: Scenario = {
  name: "R15",
  title: "soak: steady mixed load, and memory stays flat",
  run: async (environment) => {
    const { random } = environment;
    const seconds = environment.long ? environment.soakMinutes * 60 : 15;
    const { events } = await openWithEvents(environment, 50);
    const [applicant] = await signInPeople(environment, 1);
    const [senior] = await signInPeople(environment, 1, "senior");
    if (!applicant || !senior) throw new Error("somebody is missing");

    const load = beginLoad(environment, { perSecond, next: () => eventLike(environment, random.pick(events)) });
    const pids = { web: environment.web.pid(), worker: environment.worker.pid() };
    const memory = { web: [] as number[], worker: [] as number[] };
    let pages = 0;
    // By turns and not by the clock: on a busy machine each takes longer, and there are as many samples.
    for (let second = 0; second < seconds; second++) {
      const nextAt = performance.now() + 1_000;
      const [session] = await openElsewhere(environment, await signInPeople(environment, 1));
      await submit(environment, session?.id ?? "", random.next() < 0.5 ? "verified" : random.pick(failures));
      for (const [person, path] of [
        [applicant, "/verify"],
        [senior, "/verifications"],
      ] as const) {
        const { status } = await openPage(environment, person, path);
        assert(status === 200, `${path} answered ${status}`);
        pages += 1;
      }
      if (second % sampleSeconds === 0) {
        for (const name of ["web", "worker"] as const) memory[name].push(await residentMb(pids[name]));
      }
      await delay(Math.max(0, nextAt - performance.now()));
    }
    const made = await load.finish(30_000);
    assert(
      pids.web === environment.web.pid() && pids.worker === environment.worker.pid(),
      "a process was started again",
    );
    await settle(environment);
    const first = `${(seconds / 60).toFixed(1)} min of ${perSecond} events/s, a submission and two pages a second: ${made} events, ${load.refused()} of them refused at first, and ${pages} pages`;
    // So few samples show only that it works.
    if (!environment.long) return [first];
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
  assert(quarter >= 6, `${samples.length} samples are too few to judge by`);
  const rest = samples.slice(quarter);
  const from = median(rest.slice(0, quarter));
  const to = median(rest.slice(-quarter));
  const noise = Math.max(
    0.08 * from,
    3 * median(rest.slice(1).map((sample, place) => Math.abs(sample - (rest[place] ?? sample)))),
  );
  const figures = `${name}: ${samples[0]?.toFixed(0)} MB at the start, ${from.toFixed(0)} MB median of the second quarter, ${to.toFixed(0)} MB of the last, at most ${Math.max(...samples).toFixed(0)} MB; noise ${noise.toFixed(0)} MB, ${samples.length} samples`;
  assert(to - from <= noise, `memory grows; ${figures}`);
  return figures;
}

const median = (values: readonly number[]) => percentile(values, 0.5);

/** What a process holds in memory, in MB, by `ps`, which Linux and macOS have. */
async function residentMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1024;
}
