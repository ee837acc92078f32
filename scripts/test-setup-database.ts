import { afterAll } from "vitest";
import { createTestDatabase } from "./test-database.ts";
import { startTestStripe } from "./test-stripe.ts";

// Every test file gets a database and a Stripe of its own, before any module reads the environment.
process.env.DATABASE_URL = await createTestDatabase();
const { url, stop } = await startTestStripe();
afterAll(stop);

const response = await fetch(`${url}/_control/keys`);
const keys: unknown = await response.json();
const names = {
  secretKey: "STRIPE_SECRET_KEY",
  publishableKey: "STRIPE_PUBLISHABLE_KEY",
  restrictedKey: "STRIPE_RESTRICTED_KEY",
  webhookSecret: "STRIPE_WEBHOOK_SECRET",
};
for (const [key, variable] of Object.entries(names)) {
  const value: unknown = typeof keys === "object" && keys !== null ? Reflect.get(keys, key) : undefined;
  if (typeof value !== "string") throw new Error(`the emulator told no ${key}`);
  process.env[variable] = value;
}
process.env.STRIPE_API_BASE = url;
