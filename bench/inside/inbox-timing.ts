import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { inboxPool } from "@/lib/db/client";
import { checkEnvAtBoot } from "@/lib/env";
import { receiveEvent } from "@/lib/events/receive";
import { toEvent } from "@/lib/events/webhook";
import { inventEvent } from "../../testkit/events.ts";
import { cpuMs } from "../support/usage";

/** What storing one event takes: time until it is committed, and computing time of PostgreSQL's process. Milliseconds. */
export type InboxTiming = { latencyMs: number[]; serverCpuMs: number };

const warmUps = 300;
const events = 1_500;

checkEnvAtBoot();
// One connection, so that one process of the server's does all the work.
const pool = inboxPool(1);
const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
const pid = rows[0]?.pid ?? 0;

async function receiveOne(): Promise<number> {
  const event = toEvent(Buffer.from(JSON.stringify(inventEvent(), null, 2)));
  // Else it would wait for the one before it to be ten milliseconds ago.
  await wait(10);
  const startedAt = performance.now();
  await receiveEvent(event);
  return performance.now() - startedAt;
}

for (let count = 0; count < warmUps; count++) await receiveOne();
const before = cpuMs(pid);
const latencyMs: number[] = [];
for (let count = 0; count < events; count++) latencyMs.push(await receiveOne());
const timing: InboxTiming = { latencyMs, serverCpuMs: (cpuMs(pid) - before) / events };
await writeFile(process.argv[2] ?? "", JSON.stringify(timing));
process.exit(0);
