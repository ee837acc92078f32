import type { Ground } from "./ground.ts";
import { openStart, pressStart } from "./page.ts";
import { failures, openElsewhere, type Person, signInPeople, submit } from "./people.ts";
import { settle } from "./settle.ts";
import { hold, type Story } from "./story.ts";
import { readDeliveries } from "./truth.ts";
import { eachOf, until } from "./waiting.ts";

const cycleSeconds = 10;
/** After a cycle has found something, syncing it takes a moment. */
const syncSeconds = 5;

/** Webhooks that never come: the reconciler finds in one cycle what they would have told. */
export const dropped: Story = {
  name: "R3",
  title: "5, 50 and 100 % of webhooks dropped, found in one reconciler cycle",
  run: async (ground) => {
    await ground.worker.stop();
    const worker = ground.anotherWorker({ RECONCILE_INTERVAL_SECONDS: String(cycleSeconds) });
    await worker.start();
    try {
      const said: string[] = [];
      for (const share of [0.05, 0.5, 1]) said.push(await round(ground, share));
      await settle(ground);
      return said;
    } finally {
      await worker.stop();
      await ground.worker.start();
    }
  },
};

async function round(ground: Ground, share: number): Promise<string> {
  const { random } = ground;
  const count = ground.long ? 100 : 20;
  const before = (await readDeliveries(ground)).length;
  await ground.control("/faults", {
    target: "webhooks",
    kind: "drop",
    probability: share,
    seed: random.between(1, 1e6),
  });
  // Half of them began with us; of the others we have heard nothing when their webhooks are lost.
  const ours = await signInPeople(ground, count / 2);
  const started = await eachOf(ours, 4, (person) => start(ground, person));
  const elsewhere = await openElsewhere(ground, await signInPeople(ground, count / 2));
  const sessionIds = [...started, ...elsewhere.map(({ id }) => id)];
  const ends = new Map<string, string>();
  await eachOf(sessionIds, 8, async (id) => {
    const outcome = random.next() < 0.5 ? "verified" : random.pick(failures);
    await submit(ground, id, outcome);
    ends.set(id, outcome === "verified" ? "verified" : "requires_input");
  });
  const told = async () => {
    const { rows } = await ground.sql.query<{ id: string; status: string; code: string | null }>(
      "select id, status::text, last_error_code as code from verification_session where id = any($1)",
      [sessionIds],
    );
    const right = rows.filter(
      ({ id, status, code }) => ends.get(id) === status && (status === "verified" || code !== null),
    );
    return right.length === sessionIds.length;
  };
  const tookMs = await until(`all is known at ${share * 100} % dropped`, told, (cycleSeconds + syncSeconds) * 1000);
  await ground.control("/faults", undefined, "DELETE");
  const lost = (await readDeliveries(ground)).slice(before).filter(({ fault }) => fault === "drop").length;
  hold(`no webhook was dropped at ${share * 100} %`, lost > 0);
  return `${share * 100} %: ${lost} webhooks of ${sessionIds.length} sessions dropped, all known after ${(tookMs / 1000).toFixed(1)} s (cycle ${cycleSeconds} s)`;
}

async function start(ground: Ground, person: Person): Promise<string> {
  hold("a start was refused", await pressStart(ground, person, await openStart(ground, person)));
  const { rows } = await ground.sql.query<{ id: string }>(
    "select current_session_id as id from verification where user_id = $1",
    [person.userId],
  );
  return rows[0]?.id ?? "";
}
