import path from "node:path";
import type { Program, Service } from "../process/supervisor.ts";
import type { StripeKeys } from "./demo-env.ts";
import type { Ports } from "./demo-ports.mjs";

const root = path.join(import.meta.dirname, "..", "..");

/** Stripe's test mode on this machine; keeps its state in `directory` and sends webhooks to the app. */
export function emulatorService(given: {
  port: number;
  /** Absent: the app of the tests listens nowhere. */
  appUrl?: string;
  keys: StripeKeys;
  directory: string;
}): Service {
  const { port, appUrl, keys } = given;
  return {
    name: "emulator",
    command: process.execPath,
    args: [
      path.join(root, "stripe-emulator", "bin", "stripe-emulator.ts"),
      ...["--port", String(port), "--data-dir", given.directory, "--business-name", "Northwind"],
      ...(appUrl ? ["--webhook-url", `${appUrl}/api/stripe/webhook`] : []),
      ...(appUrl ? ["--connect-webhook-url", `${appUrl}/api/stripe/webhook/connect`] : []),
    ],
    // The keys go by the environment: arguments can be read by anybody on the machine.
    env: {
      ...process.env,
      STRIPE_EMULATOR_SECRET_KEY: keys.secretKey,
      STRIPE_EMULATOR_PUBLISHABLE_KEY: keys.publishableKey,
      STRIPE_EMULATOR_RESTRICTED_KEY: keys.restrictedKey,
      STRIPE_EMULATOR_WEBHOOK_SECRET: keys.webhookSecret,
      STRIPE_EMULATOR_CONNECT_WEBHOOK_SECRET: keys.connectWebhookSecret,
    },
    ready: () => answers(`http://localhost:${port}/healthz`),
  };
}

/** Catches every mail and shows it on a page. */
export function mailService(ports: Pick<Ports, "mail" | "smtp">): Service {
  return {
    name: "mail",
    command: process.execPath,
    args: [path.join(import.meta.dirname, "mail-catcher.ts"), String(ports.mail), String(ports.smtp)],
    env: process.env,
    ready: () => answers(`http://localhost:${ports.mail}/healthz`),
  };
}

/**
 * How large the engine lets web and worker grow; `npm start` and `npm run worker` say the same, and an operator's own
 * NODE_OPTIONS come after it (docs/operations.md, Memory).
 */
export const memoryOptions = ["--max-old-space-size=1024", "--max-semi-space-size=16"];

/** Node keeps here what it has compiled: a web that starts again takes 0.43 s instead of 0.6 (medians of four, 2026-11-29). */
const compileCache = { NODE_COMPILE_CACHE: path.join(root, ".next", "cache", "node") };

/** The web process: the production build, or the source with hot reload. */
export function webService(mode: "production" | "development", environment: Record<string, string>): Service {
  const port = environment.PORT ?? "3000";
  return {
    name: "web",
    command: process.execPath,
    args: [
      ...(mode === "production" ? memoryOptions : []),
      path.join(root, "node_modules", "next", "dist", "bin", "next"),
      ...[mode === "production" ? "start" : "dev", root, "--hostname", "127.0.0.1", "--port", port],
    ],
    env: { ...process.env, ...(mode === "production" && compileCache), ...environment, NODE_ENV: mode },
    ready: () => answers(`http://localhost:${port}/api/health/${mode === "production" ? "ready" : "live"}`),
  };
}

/** The worker process; in development it starts again whenever its bundle is written. */
export function workerService(mode: "production" | "development", environment: Record<string, string>): Service {
  return {
    name: "worker",
    command: process.execPath,
    args: [...(mode === "development" ? ["--watch"] : memoryOptions), path.join(root, "dist", "worker.mjs")],
    env: { ...process.env, ...(mode === "production" && compileCache), ...environment, NODE_ENV: mode },
    ready: async (output) => output.includes("the worker is ready"),
  };
}

/** Applies the migrations that a database lacks; in a process of its own, because the schema engine keeps one waiting. */
export function migrateProgram(databaseUrl: string): Program {
  const args = [path.join(root, "scripts", "commands", "migrate.ts")];
  return { name: "migrate", command: process.execPath, args, env: { ...process.env, DATABASE_URL: databaseUrl } };
}

/** Fills an empty database with invented people, through the running app and worker. */
export function seedProgram(environment: Record<string, string>): Program {
  const args = [path.join(root, "dist", "seed.mjs")];
  return { name: "seed", command: process.execPath, args, env: { ...process.env, ...environment } };
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  return response.ok;
}
