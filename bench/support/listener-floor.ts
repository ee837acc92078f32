import { Agent } from "node:http";
import pg from "pg";
import { send } from "../../testkit/load.ts";

/**
 * The least that a worker can be: one connection, which hears of a VerificationSession by NOTIFY; one call, which asks
 * Stripe for it; one row, which is updated. It remembers nothing: what is said while it is away is lost.
 */
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
const agent = new Agent({ keepAlive: true });
const headers = { authorization: `Bearer ${process.env.STRIPE_SECRET_KEY}` };

client.on("notification", async ({ payload }) => {
  const url = `${process.env.STRIPE_API_BASE}/v1/identity/verification_sessions/${payload}`;
  const { text } = await send(url, { headers }, agent);
  const session: { status: string; metadata: { verification_id: string } } = JSON.parse(text);
  await client.query("update verification set status = $2::derived_status, synced_at = now() where id = $1", [
    session.metadata.verification_id,
    session.status,
  ]);
});
await client.connect();
await client.query("listen bench_event");
process.stdout.write("listening\n");
