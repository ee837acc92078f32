import path from "node:path";
import { readArguments } from "../process/arguments.ts";
import { Problem, runCommand } from "../process/command.ts";
import { runUntilAsked } from "../process/signals.ts";
import { createSupervisor } from "../process/supervisor.ts";
import { buildApp } from "../stack/build.ts";
import { demoDataDirectory } from "../stack/demo-env.ts";

const root = path.join(import.meta.dirname, "..", "..");

/** `npm run build`: always builds, whatever is there. */
async function main(): Promise<void> {
  readArguments({ options: {} }, "Options: none.");
  const supervisor = createSupervisor({ logsDirectory: path.join(demoDataDirectory(), "logs") });
  const work = async () => {
    await supervisor.run({
      name: "generate",
      command: process.execPath,
      args: [path.join(root, "node_modules", "prisma", "build", "index.js"), "generate"],
      // Without the variable Prisma downloads an engine, which generating does not need.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true" },
    });
    await buildApp(supervisor);
  };
  // What it starts has a process group of its own, which Ctrl-C does not reach.
  const { asked } = await runUntilAsked(work, supervisor.stop);
  if (asked) throw new Problem("Stopped before the end.");
  console.log("built: start the web with npm start, the worker with npm run worker");
}

await runCommand(main);
