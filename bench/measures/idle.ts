import { setTimeout as delay } from "node:timers/promises";
import type { Figure } from "../support/figures.ts";
import { cpuMs, residentMegabytes } from "../support/usage.ts";
import type { Workbench } from "../support/workbench.ts";

const settleMs = 15_000;
const idleMs = 60_000;

/** What a worker costs that has nothing to do, beside a bare process that listens. */
export async function measureIdle(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("idle");
  const [worker, listener] = [await bench.startWorker(product), await bench.startListener(product)];
  await delay(settleMs);
  const before = [worker, listener].map(cpuMs);
  await delay(idleMs);
  const [ours = Number.NaN, floor = Number.NaN] = [worker, listener].map(
    (pid, side) => ((cpuMs(pid) - (before[side] ?? 0)) / idleMs) * 100,
  );
  const memory = { ours: residentMegabytes(worker), floor: residentMegabytes(listener) };
  return [
    { what: "idle worker: CPU of one core", unit: "%", ours, floor, ratio: ours / floor, aim: { of: "ours", most: 1 } },
    {
      what: "idle worker: memory",
      unit: "MB",
      ...memory,
      ratio: memory.ours / memory.floor,
      aim: { of: "ours", most: 150 },
    },
  ];
}
