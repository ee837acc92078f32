import { inject } from "vitest";
import { createTestDatabase } from "../database.ts";
import { emulatorAt } from "../emulator.ts";
import { warmClient } from "./warm-client.ts";

// Every test file gets a database of its own and an emulator with nothing in it, before any module reads the environment.
const keys = inject("stripeKeys");
const emulatorUrl = inject("emulatorUrls")[Number(process.env.VITEST_POOL_ID) - 1] ?? "";
await emulatorAt(emulatorUrl).control("/reset");
const databaseUrl = await createTestDatabase();
await warmClient(databaseUrl);
Object.assign(process.env, {
  DATABASE_URL: databaseUrl,
  SMTP_URL: inject("smtpUrl"),
  STRIPE_API_BASE: emulatorUrl,
  STRIPE_SECRET_KEY: keys.secretKey,
  STRIPE_PUBLISHABLE_KEY: keys.publishableKey,
  STRIPE_RESTRICTED_KEY: keys.restrictedKey,
  STRIPE_WEBHOOK_SECRET: keys.webhookSecret,
  STRIPE_CONNECT_WEBHOOK_SECRET: keys.connectWebhookSecret,
});
