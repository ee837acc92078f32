import { readFile } from "node:fs/promises";
import path from "node:path";
import { median } from "../../testkit/statistics.ts";
import type { Timing } from "../inside/readings.ts";
import { insertAccounts } from "../support/accounts.ts";
import type { Figure } from "../support/figures.ts";
import type { Workbench } from "../support/workbench.ts";

const many = 1_000_000;

/** The board of accounts among a million: each list beside the bare SQL that it sends. */
export async function measureAccounts(bench: Workbench): Promise<Figure[]> {
  const server = await bench.startProduct("accounts");
  await insertAccounts(server, many);
  const answer = path.join(bench.shared.directory, "accounts-timing.json");
  await bench.runInside(server, "accounts-timing.ts", [answer]);
  // A cast, because the process that has just ended well wrote the file.
  const { timings, sequentialScans } = JSON.parse(await readFile(answer, "utf8")) as {
    timings: Timing[];
    sequentialScans: number | null;
  };
  if (sequentialScans !== 0) throw new Error(`the board read all accounts one by one ${sequentialScans} times`);
  return timings.map(({ filter, loaderMs, bareMs }) => ({
    what: `board of 1,000,000 accounts, ${filter}`,
    unit: "ms",
    ours: median(loaderMs),
    floor: median(bareMs),
    ratio: median(loaderMs) / median(bareMs),
    aim: { of: "ratio", most: 1.6 },
  }));
}
