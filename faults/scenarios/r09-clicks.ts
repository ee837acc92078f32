import assert from "node:assert/strict";
import pMap from "p-map";
import { openStart, pressStart } from "../support/page.ts";
import { signInPeople } from "../support/people.ts";
import type { Scenario } from "../support/scenario.ts";
import { settle } from "../support/settle.ts";

/** Everybody presses the start button many times at once. */
export const clicks: Scenario = {
  name: "R9",
  title: "people × parallel clicks = so many sessions",
  run: async (environment) => {
    const [count, times, together] = environment.long ? [200, 50, 4] : [12, 20, 3];
    const people = await signInPeople(environment, count);
    const forms = await pMap(people, (person) => openStart(environment, person), { concurrency: 4 });
    const startedAt = performance.now();
    const opened = await pMap(
      people,
      async (person, index) => {
        const form = forms[index];
        if (!form) throw new Error("somebody has no form");
        const answers = await Promise.all(Array.from({ length: times }, () => pressStart(environment, person, form)));
        return answers.filter(Boolean).length;
      },
      { concurrency: together },
    );
    const tookMs = performance.now() - startedAt;
    // Whoever was only told to try again, by a machine that could not keep up, does so.
    const led = opened.reduce((sum, one) => sum + one, 0);
    const unled = [...opened.entries()].filter(([, one]) => one === 0).map(([index]) => index);
    await pMap(
      unled,
      async (index) => {
        const [person, form] = [people[index], forms[index]];
        if (person && form && (await pressStart(environment, person, form))) opened[index] = 1;
      },
      { concurrency: 1 },
    );
    await settle(environment);

    const sessions = await pMap(
      people,
      async ({ userId }) => {
        const { data } = await environment.stripe.identity.verificationSessions.list({ client_reference_id: userId });
        return data.length;
      },
      { concurrency: 8 },
    );
    const made = sessions.reduce((sum, one) => sum + one, 0);
    assert(
      sessions.every((one) => one === 1),
      `${count} people have ${made} sessions`,
    );
    const { rows } = await environment.sql.query<{ cases: number }>(
      "select count(*)::int as cases from verification where user_id = any($1)",
      [people.map(({ userId }) => userId)],
    );
    assert(rows[0]?.cases === count, `${count} people have ${rows[0]?.cases} cases`);
    assert(
      opened.every((one) => one > 0),
      "somebody was led nowhere",
    );
    return [
      `${count} people × ${times} clicks = ${made} sessions and ${rows[0]?.cases} cases`,
      `${led} of ${count * times} clicks were led to Stripe, the others told to try again; ${unled.length} people had to press once more; ${((count * times) / (tookMs / 1000)).toFixed(0)} clicks/s`,
    ];
  },
};
