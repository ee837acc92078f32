#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// What Node makes of the source is kept for the next start, which then takes half the time. The source comes after.
enableCompileCache();
const { OptionsError, readOptions, usage } = await import("../src/options.ts");
const { startEmulator } = await import("../src/start.ts");

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (!options) {
    console.log(usage);
  } else {
    const emulator = await startEmulator(options);
    console.log(`Stripe emulator: ${emulator.url}`);
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => void emulator.close().then(() => process.exit(0)));
    }
  }
} catch (error) {
  console.error(`stripe-emulator: ${explain(error)}`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof OptionsError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") {
    const port = "port" in error ? error.port : "";
    return `port ${port} is in use; choose another with --port or STRIPE_EMULATOR_PORT`;
  }
  return error.message;
}
