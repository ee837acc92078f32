import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { freePort } from "./ports.ts";

/** A Stripe emulator in memory, with a clock and faults of its own and no webhook endpoints; `stop` ends it. */
export async function startTestStripe(): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const main = path.join(import.meta.dirname, "..", "stripe-emulator", "bin", "stripe-emulator.ts");
  const emulator = spawn(process.execPath, [main, "--port", String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  // Its first line says that it listens; an end before that is a failure.
  await Promise.race([
    once(emulator.stdout, "data"),
    once(emulator, "exit").then(() => Promise.reject(new Error("the Stripe emulator did not start"))),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      emulator.kill("SIGTERM");
      await once(emulator, "exit");
    },
  };
}
