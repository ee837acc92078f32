import pMap from "p-map";
import { emulatorAt, stripeAt } from "../../testkit/emulator.ts";
import type { Server, Shared } from "./workbench.ts";
import { withDatabase } from "./workbench.ts";

/** One person's verification: our row, which is open, and the VerificationSession that Stripe has verified. */
export type Case = { verificationId: string; sessionId: string };

/** How long Stripe, at a distance, takes to answer. */
export const stripeMs = 80;

/** Invents so many people, once a database, and has Stripe verify each. Of that no webhook comes: the bench sends its own. */
export async function inventCases({ emulatorUrl, secrets }: Shared, server: Server, count: number): Promise<Case[]> {
  const { rows } = await withDatabase(server.databaseUrl, (client) =>
    client.query<{ verificationId: string; userId: string }>(
      `with person as (
         insert into "user" (id, email)
         select gen_random_uuid(), 'person' || k || '@demo.test' from generate_series(1, $1::int) k returning id)
       insert into verification (id, user_id, status, max_attempts)
       select gen_random_uuid(), id, 'in_progress', 3 from person returning id as "verificationId", user_id as "userId"`,
      [count],
    ),
  );
  const stripe = stripeAt(emulatorUrl, secrets.stripe.secretKey);
  const { submit } = emulatorAt(emulatorUrl);
  return pMap(
    rows,
    async ({ verificationId, userId }) => {
      const metadata = { user_id: userId, verification_id: verificationId };
      const { id: sessionId } = await stripe.identity.verificationSessions.create({ type: "document", metadata });
      await submit(sessionId, "verified");
      return { verificationId, sessionId };
    },
    { concurrency: 10 },
  );
}

/** Does `work` while every answer of Stripe's takes 80 ms. */
export async function withDistantStripe<T>({ emulatorUrl }: Shared, work: () => Promise<T>): Promise<T> {
  const latency = { target: "api", kind: "latency", delaySeconds: stripeMs / 1000, probability: 1 };
  const { control } = emulatorAt(emulatorUrl);
  await control("/faults", latency);
  try {
    return await work();
  } finally {
    await control("/faults", undefined, "DELETE");
  }
}
