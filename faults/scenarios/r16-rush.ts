import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent } from "node:http";
import { percentile } from "../../testkit/statistics.ts";
import { openWithEvents } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { type Answer, deliverOnce, eventLike } from "../support/sending.ts";
import { settle } from "../support/settle.ts";

const count = 600;

/** A burner that nobody ends, because the run was killed, ends by itself. */
const burnMs = 40_000;

/** So long an event waits to be stored while the database answers (lib/events/inbox.ts). */
const storeWithinMs = 9_000;

/** Many events in one moment, while other work takes most of the machine: late is not lost. */
export const rush: Scenario = {
  name: "R16",
  title: "events all in one moment, on a machine busy with other work",
  run: async (environment) => {
    const { random } = environment;
    // In the short form other tests run beside this, and must not starve.
    const [rounds, burners] = environment.long ? [4, 8] : [1, 2];
    const { events } = await openWithEvents(environment, 50);

    const said: string[] = [];
    for (let round = 1; round <= rounds; round++) {
      const burst = Array.from({ length: count }, () => eventLike(environment, random.pick(events)));
      const burning = await beginBurning(burners);
      environment.ends.push(() => endBurning(burning));
      // A connection of its own for each.
      const agent = new Agent({ keepAlive: false });
      const answers = await Promise.all(burst.map((event) => deliverOnce(environment, event, agent)));
      endBurning(burning);
      said.push(`${count} at once beside ${burners} processes that compute: ${inWords(answers)}`);
      assert(answers.every(isRight), `a delivery was refused without need; ${said.at(-1)}`);
    }
    await settle(environment);
    return said;
  },
};

/** Taken; or told to come again, because Stripe would soon not have waited any longer. */
const isRight = ({ status, tookMs }: Answer) => status === 200 || (status === 503 && tookMs >= storeWithinMs);

async function beginBurning(burners: number): Promise<ChildProcess[]> {
  const script = `process.stdout.write("burning"); const end = Date.now() + ${burnMs}; while (Date.now() < end);`;
  const stdio = ["ignore", "pipe", "ignore"] as const;
  const burning = Array.from({ length: burners }, () => spawn(process.execPath, ["-e", script], { stdio: [...stdio] }));
  await Promise.all(burning.map((burner) => burner.stdout && once(burner.stdout, "data")));
  return burning;
}

function endBurning(burning: readonly ChildProcess[]): void {
  for (const burner of burning) burner.kill("SIGKILL");
}

function inWords(answers: readonly Answer[]): string {
  const byStatus = Map.groupBy(answers, ({ status }) => status ?? "no answer");
  const counted = [...byStatus].map(([status, those]) => `${those.length} × ${status}`).join(", ");
  const times = answers.map(({ tookMs }) => tookMs);
  return `${counted}; p50 ${percentile(times, 0.5).toFixed(0)} ms, slowest ${percentile(times, 1).toFixed(0)} ms`;
}
