import assert from "node:assert/strict";
import pMap from "p-map";
import type { Person } from "../../testkit/people.ts";
import type { Environment } from "../support/environment.ts";
import { openStart, pressStart } from "../support/page.ts";
import { failures, openElsewhere, signInPeople, submit } from "../support/people.ts";
import { countRounds, foundByRounds } from "../support/rounds.ts";
import type { Scenario } from "../support/scenario.ts";
import { settle } from "../support/settle.ts";
import { readDeliveries } from "../support/truth.ts";

const cycleSeconds = 10;

/** Webhooks that never come: the reconciler finds in one cycle what they would have told. */
export const dropped: Scenario = {
  name: "R3",
  title: "5, 50 and 100 % of webhooks dropped, found in one reconciler cycle",
  run: async (environment) => {
    await environment.worker.stop();
    const worker = environment.anotherWorker({ RECONCILE_INTERVAL_SECONDS: String(cycleSeconds) });
    await worker.start();
    try {
      const said: string[] = [];
      for (const share of [0.05, 0.5, 1]) said.push(await round(environment, share));
      await settle(environment);
      return said;
    } finally {
      await worker.stop();
      await environment.worker.start();
    }
  },
};

async function round(environment: Environment, share: number): Promise<string> {
  const { random } = environment;
  // A session has three webhooks: with fewer sessions a run in twenty would drop none of them at 5 %.
  const count = environment.long ? 100 : Math.max(20, 3 / share);
  const before = (await readDeliveries(environment)).length;
  await environment.emulator.control("/faults", {
    target: "webhooks",
    kind: "drop",
    probability: share,
    seed: random.between(1, 1e6),
  });
  // Half of them began with us; of the others we have heard nothing when their webhooks are lost.
  const ours = await signInPeople(environment, count / 2);
  const started = await pMap(ours, (person) => start(environment, person), { concurrency: 4 });
  const elsewhere = await openElsewhere(environment, await signInPeople(environment, count / 2));
  const sessionIds = [...started, ...elsewhere.map(({ id }) => id)];
  const ends = new Map<string, string>();
  await pMap(
    sessionIds,
    async (id) => {
      const outcome = random.next() < 0.5 ? "verified" : random.pick(failures);
      await submit(environment, id, outcome);
      ends.set(id, outcome === "verified" ? "verified" : "requires_input");
    },
    { concurrency: 8 },
  );
  const rounds = await countRounds(environment);
  const unknown = async () => {
    const { rows } = await environment.sql.query<{ id: string; status: string; code: string | null }>(
      "select id, status::text, last_error_code as code from verification_session where id = any($1)",
      [sessionIds],
    );
    const right = rows.filter(
      ({ id, status, code }) => ends.get(id) === status && (status === "verified" || code !== null),
    );
    return new Set(sessionIds).difference(new Set(right.map(({ id }) => id)));
  };
  const ended = await foundByRounds(environment, rounds, unknown);
  await environment.emulator.control("/faults", undefined, "DELETE");
  const lost = (await readDeliveries(environment)).slice(before).filter(({ fault }) => fault === "drop").length;
  assert(lost > 0, `no webhook was dropped at ${share * 100} %`);
  return `${share * 100} %: ${lost} webhooks of ${sessionIds.length} sessions dropped, all found when ${ended} rounds had ended since (a round every ${cycleSeconds} s)`;
}

async function start(environment: Environment, person: Person): Promise<string> {
  assert(await pressStart(environment, person, await openStart(environment, person)), "a start was refused");
  const { rows } = await environment.sql.query<{ id: string }>(
    "select current_session_id as id from verification where user_id = $1",
    [person.userId],
  );
  return rows[0]?.id ?? "";
}
