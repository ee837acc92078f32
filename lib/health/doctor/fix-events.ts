import "server-only";
import type { Env } from "@/lib/env";
import type { Person, Words } from "@/lib/health/doctor/check";
import { nameEvents, planEvents } from "@/lib/health/doctor/webhooks";
import { sessionEvents } from "@/lib/stripe/session-events";

/**
 * `npm run doctor -- --fix events`: says what it will change at Stripe, asks, changes it and looks again. Returns the exit
 * code: 0 when the endpoint names exactly our events afterwards.
 */
export async function fixEvents(env: Env, words: Words, { say, ask }: Person): Promise<0 | 1> {
  const plan = await planEvents(env);
  if (typeof plan === "string") {
    say(words(plan === "no_stripe" ? "fix.noStripe" : "fix.noEndpoint"));
    return 1;
  }
  const count = sessionEvents.length;
  const { endpointId, url, added, removed } = plan;
  if (added.length + removed.length === 0) {
    say(words("fix.nothing", { count }));
    return 0;
  }
  say(words("fix.plan", { id: endpointId }));
  say(`  ${words("fix.goesTo", { url })}`);
  for (const type of added) say(`  ${words("fix.adds", { type })}`);
  for (const type of removed) say(`  ${words("fix.removes", { type })}`);

  const agreed = await ask(`${words("fix.ask")} `);
  if (!agreed) {
    say(words(agreed === null ? "fix.notAsked" : "fix.declined"));
    return 1;
  }
  const answer = await nameEvents(env.stripe, endpointId);
  if (answer?.status !== 200) {
    say(answer ? words("fix.refused", { status: String(answer.status) }) : words("fix.silent"));
    return 1;
  }
  const after = await planEvents(env);
  const done = typeof after !== "string" && after.added.length + after.removed.length === 0;
  say(words(done ? "fix.done" : "fix.notDone", { count }));
  return done ? 0 : 1;
}
