import { inParallel } from "../testkit/parallel.ts";
import { openStart, pressStart } from "./page.ts";
import { signInPeople } from "./people.ts";
import { settle } from "./settle.ts";
import { hold, type Story } from "./story.ts";

/** Everybody presses the start button many times at once. */
export const clicks: Story = {
  name: "R9",
  title: "people × parallel clicks = so many sessions",
  run: async (ground) => {
    const [count, times, together] = ground.long ? [200, 50, 4] : [12, 20, 3];
    const people = await signInPeople(ground, count);
    const forms = await inParallel(4, people, (person) => openStart(ground, person));
    const startedAt = performance.now();
    const opened = await inParallel(together, people, async (person, index) => {
      const form = forms[index];
      if (!form) throw new Error("somebody has no form");
      const answers = await Promise.all(Array.from({ length: times }, () => pressStart(ground, person, form)));
      return answers.filter(Boolean).length;
    });
    const tookMs = performance.now() - startedAt;
    // Whoever was only told to try again, by a machine that could not keep up, does so.
    const led = opened.reduce((sum, one) => sum + one, 0);
    const unled = [...opened.entries()].filter(([, one]) => one === 0).map(([index]) => index);
    await inParallel(1, unled, async (index) => {
      const [person, form] = [people[index], forms[index]];
      if (person && form && (await pressStart(ground, person, form))) opened[index] = 1;
    });
    await settle(ground);

    const sessions = await inParallel(8, people, async ({ userId }) => {
      const { data } = await ground.stripe.identity.verificationSessions.list({ client_reference_id: userId });
      return data.length;
    });
    const made = sessions.reduce((sum, one) => sum + one, 0);
    hold(
      `${count} people have ${made} sessions`,
      sessions.every((one) => one === 1),
    );
    const { rows } = await ground.sql.query<{ cases: number }>(
      "select count(*)::int as cases from verification where user_id = any($1)",
      [people.map(({ userId }) => userId)],
    );
    hold(`${count} people have ${rows[0]?.cases} cases`, rows[0]?.cases === count);
    hold(
      "somebody was led nowhere",
      opened.every((one) => one > 0),
    );
    return [
      `${count} people × ${times} clicks = ${made} sessions and ${rows[0]?.cases} cases`,
      `${led} of ${count * times} clicks were led to Stripe, the others told to try again; ${unled.length} people had to press once more; ${((count * times) / (tookMs / 1000)).toFixed(0)} clicks/s`,
    ];
  },
};
