import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs, parseEnv } from "node:util";
import { buildDoctor } from "./build.ts";
import { Problem, portFromEnvironment, runCommand } from "./command.ts";
import { appEnvironment, demoDataDirectory, readSecrets } from "./demo-env.ts";

/** What is looked at, in words and as an environment. */
type Subject = { source: string; environment: Record<string, string> };

/** What `demo.json` says of a running demo, as far as it is needed here. */
type DemoFile = { appUrl: string; emulatorUrl: string; mailUrl: string; databaseUrl: string; pids: { web: number } };

/**
 * `npm run doctor`: looks at the running demo, else at what a deployment would run on: the environment, completed by
 * `.env`. `-- --env` looks at the latter although a demo is running. Exit code 1 when something is to mend.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { env: { type: "boolean" } } });
  const subject = (values.env ? null : await runningDemo()) ?? (await ownEnvironment());
  const child = spawn(process.execPath, [await buildDoctor(), subject.source], {
    stdio: "inherit",
    env: { ...process.env, ...subject.environment },
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
  process.exit(code);
}

/** The demo that runs on this data folder; null when none does. */
async function runningDemo(): Promise<Subject | null> {
  const dataDirectory = demoDataDirectory();
  const file = path.join(dataDirectory, "demo.json");
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  // A cast, because scripts/demo.ts wrote it.
  const demo = JSON.parse(text) as DemoFile;
  if (!isAlive(demo.pids.web)) return null;

  const port = (address: string) => Number(new URL(address).port);
  const mail = port(demo.mailUrl);
  const secrets = await readSecrets(dataDirectory);
  return {
    source: `the running demo (${path.relative(process.cwd(), file)})`,
    environment: {
      NODE_ENV: "production",
      ...appEnvironment({
        ports: {
          app: port(demo.appUrl),
          emulator: port(demo.emulatorUrl),
          mail,
          smtp: portFromEnvironment("SMTP_PORT", mail + 1),
          postgres: port(demo.databaseUrl),
        },
        secrets,
        stripe: secrets.stripe,
        databaseUrl: demo.databaseUrl,
        stripeApiBase: demo.emulatorUrl,
      }),
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What web and worker would read when started here: the environment, and what it leaves out from `.env`. */
async function ownEnvironment(): Promise<Subject> {
  const file = existsSync(".env") ? parseEnv(await readFile(".env", "utf8")) : null;
  const own = ["DATABASE_URL", "STRIPE_SECRET_KEY"].some((name) => process.env[name]);
  if (!file && !own) {
    throw new Problem(
      "There is nothing to look at: no demo is running here, there is no .env, and the environment sets neither\n" +
        "DATABASE_URL nor STRIPE_SECRET_KEY. Start npm run demo in another terminal, or copy .env.example to .env.",
    );
  }
  const missing = Object.entries(file ?? {}).flatMap(([name, value]) =>
    value === undefined || process.env[name] !== undefined ? [] : [[name, value] as const],
  );
  const source = file
    ? own
      ? "the environment of this process, completed by .env"
      : ".env"
    : "the environment of this process";
  return { source, environment: Object.fromEntries(missing) };
}

await runCommand(main);
