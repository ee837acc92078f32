import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Problem } from "../process/command.ts";
import { writeWholeFile } from "../process/whole-file.ts";
import type { Ports } from "./demo-ports.mjs";

/** Where the demo keeps its data: `.data`, or the folder that DATA_DIR names. Absolute. */
export function demoDataDirectory(): string {
  return path.resolve(process.env.DATA_DIR || path.join(import.meta.dirname, "..", "..", ".data"));
}

/** Where `npm run dev:stripe` keeps its own: its people exist at Stripe, those of the demo only in the emulator. Absolute. */
export const stripeDataDirectory = (): string => path.join(demoDataDirectory(), "stripe");

/** What an installation makes up once and then keeps. Secret. */
export type Secrets = {
  databasePassword: string;
  nextAuthSecret: string;
  /** 32 bytes, base64. */
  piiKey: string;
  stripe: StripeKeys;
};

/** The keys of a Stripe account in test mode, here the emulator's. */
export type StripeKeys = {
  secretKey: string;
  publishableKey: string;
  restrictedKey: string;
  webhookSecret: string;
  connectWebhookSecret: string;
};

/**
 * The secrets kept in a data folder; made up, and readable by the owner only, on the first call. Throws a `Problem` where the
 * folder holds data, but not the secrets that they were made with.
 */
export async function readSecrets(dataDirectory: string): Promise<Secrets> {
  const file = path.join(dataDirectory, "secrets.json");
  if (existsSync(file)) return parseSecrets(file, await readFile(file, "utf8"));
  if (existsSync(path.join(dataDirectory, "postgres"))) throw new Problem(`${file} is missing. ${beginAnew(file)}`);

  const random = () => randomBytes(16).toString("hex");
  const secrets: Secrets = {
    databasePassword: random(),
    nextAuthSecret: randomBytes(32).toString("hex"),
    piiKey: randomBytes(32).toString("base64"),
    stripe: {
      secretKey: `sk_test_${random()}`,
      publishableKey: `pk_test_${random()}`,
      restrictedKey: `rk_test_${random()}`,
      webhookSecret: `whsec_${random()}`,
      connectWebhookSecret: `whsec_${random()}`,
    },
  };
  writeWholeFile(file, JSON.stringify(secrets, null, 2));
  return secrets;
}

function parseSecrets(file: string, text: string): Secrets {
  try {
    // A cast, because only `readSecrets` writes the file.
    return JSON.parse(text) as Secrets;
  } catch (cause) {
    throw new Problem(`${file} is damaged. ${beginAnew(file)}`, { cause });
  }
}

const beginAnew = (file: string) =>
  "Nothing else opens the data beside it. Put the file back, or begin anew: npm run demo -- --reset, or of dev:stripe " +
  `remove ${path.dirname(file)}.`;

/** What web, worker and seed read: see docs/configuration.md. `stripeApiBase` is null for Stripe itself. */
export function appEnvironment(given: {
  ports: Ports;
  secrets: Secrets;
  stripe: StripeKeys;
  databaseUrl: string;
  stripeApiBase: string | null;
}): Record<string, string> {
  const { ports, secrets, stripe } = given;
  return {
    DATABASE_URL: given.databaseUrl,
    PORT: String(ports.app),
    APP_URL: `http://localhost:${ports.app}`,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_PUBLISHABLE_KEY: stripe.publishableKey,
    STRIPE_RESTRICTED_KEY: stripe.restrictedKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_CONNECT_WEBHOOK_SECRET: stripe.connectWebhookSecret,
    STRIPE_API_BASE: given.stripeApiBase ?? "",
    PII_KEYS: `demo:${secrets.piiKey}`,
    NEXTAUTH_SECRET: secrets.nextAuthSecret,
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    MAIL_FROM: "Northwind <verify@northwind.test>",
    DEMO_MAIL_URL: `http://localhost:${ports.mail}`,
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
