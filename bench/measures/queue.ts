import { readFile } from "node:fs/promises";
import path from "node:path";
import { brand } from "../../lib/brand.ts";
import { sendAll } from "../../testkit/load.ts";
import { cookieOf } from "../../testkit/people.ts";
import { median, medianRatio } from "../../testkit/statistics.ts";
import type { Timing } from "../inside/readings.ts";
import type { Figure } from "../support/figures.ts";
import { insertPeople, signIn } from "../support/people.ts";
import { cpuMs } from "../support/usage.ts";
import type { Server, Workbench } from "../support/workbench.ts";

const many = 1_000_000;
const few = 10_000;
const rounds = 9;
const pagesPerRound = 40;

const reference = new RegExp(`${brand.referencePrefix}\\d+`, "g");

/** The queue among a million verifications: its reading beside the bare SQL, its page beside that among 10,000. */
export async function measureQueue(bench: Workbench): Promise<Figure[]> {
  const large = await bench.startProduct("queue_large");
  await insertPeople(large, many);
  await bench.runInside(large, "seal-names.ts", []);
  const timings = await timeReading(bench, large);
  const small = await bench.startProduct("queue_small");
  await insertPeople(small, few);
  await bench.runInside(small, "seal-names.ts", []);
  return [...timings, await comparePages(large, small)];
}

async function timeReading(bench: Workbench, server: Server): Promise<Figure[]> {
  const answer = path.join(bench.shared.directory, "queue-timing.json");
  await bench.runInside(server, "queue-timing.ts", [answer]);
  // A cast, because the process that has just ended well wrote the file.
  const timings = JSON.parse(await readFile(answer, "utf8")) as Timing[];
  return timings.map(({ filter, loaderMs, bareMs }) => ({
    what: `queue of 1,000,000, ${filter}`,
    unit: "ms",
    ours: median(loaderMs),
    floor: median(bareMs),
    ratio: median(loaderMs) / median(bareMs),
    aim: { of: "ratio", most: 1.6 },
  }));
}

/** Server CPU of the whole page, which the reviewer's browser asks for. */
async function comparePages(large: Server, small: Server): Promise<Figure> {
  const [ofLarge, ofSmall] = [await pageLoader(large), await pageLoader(small)];
  for (const warmUp of [ofLarge, ofSmall, ofLarge, ofSmall, ofLarge, ofSmall]) await warmUp();
  const measured: { ours: number; floor: number }[] = [];
  for (let count = 0; count < rounds; count++) measured.push({ floor: await ofSmall(), ours: await ofLarge() });

  const [ours, floor] = [measured.map((pair) => pair.ours), measured.map((pair) => pair.floor)];
  return {
    what: "server CPU per queue page, 1,000,000 beside 10,000",
    unit: "ms",
    ours: median(ours),
    floor: median(floor),
    ratio: medianRatio(ours, floor),
    aim: { of: "ratio", most: 1.1 },
  };
}

/** Loads the page a round's number of times and tells the CPU of one, in milliseconds. */
async function pageLoader(server: Server): Promise<() => Promise<number>> {
  const headers = cookieOf(await signIn(server, "reviewer"));
  const requests = Array.from({ length: pagesPerRound }, () => ({ headers }));
  const full = (text: string) => (text.match(reference)?.length ?? 0) >= 50;
  return async () => {
    const before = cpuMs(server.pid);
    await sendAll(`${server.url}/verifications`, requests, { connections: 1, accept: full });
    return (cpuMs(server.pid) - before) / pagesPerRound;
  };
}
