import { mkdir } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import type Stripe from "stripe";
import { freePort } from "../../scripts/process/ports.ts";
import type { Service, Supervisor } from "../../scripts/process/supervisor.ts";
import { buildApp, buildIsFresh } from "../../scripts/stack/build.ts";
import type { Secrets } from "../../scripts/stack/demo-env.ts";
import type { PostgresOptions } from "../../scripts/stack/postgres.ts";
import { webService, workerService } from "../../scripts/stack/services.ts";
import { prepareDatabase } from "../../scripts/stack/stack.ts";
import { type Emulator, emulatorAt, stripeAt } from "../../testkit/emulator.ts";
import { type Random, seededRandom } from "../../testkit/random.ts";
import { planTestStack } from "../../testkit/stack.ts";
import { type Expectations, noExpectations } from "./expectations.ts";
import { type ManagedProcess, manageProcess } from "./process.ts";

/** What all scenarios run in: the production build as real processes, with an adversary in Stripe's place. */
export type Environment = {
  /** The counts; otherwise a share of them that fits into `npm test`. */
  long: boolean;
  /** How long the long form's soak lasts. */
  soakMinutes: number;
  random: Random;
  secrets: Secrets;
  appUrl: string;
  emulatorUrl: string;
  mailUrl: string;
  logsDirectory: string;
  /** Our own connections: to arrange, and to look. */
  sql: pg.Pool;
  stripe: Stripe;
  postgres: ManagedProcess;
  web: ManagedProcess;
  worker: ManagedProcess;
  /** Where PostgreSQL keeps its data, and how it is reached. */
  database: PostgresOptions;
  /** A process of a scenario's own; not started yet. */
  manage: (service: Service) => ManagedProcess;
  /** Another web process on the same build and database; not started yet. */
  anotherWeb: (settings?: Record<string, string>) => Promise<{ url: string; process: ManagedProcess }>;
  /** Another worker; not started yet. */
  anotherWorker: (settings?: Record<string, string>) => ManagedProcess;
  emulator: Emulator;
  expectations: Expectations;
  /** Ends what scenarios began to do and may not have ended. */
  ends: (() => void)[];
  /** Ends every process that was started here. */
  stop: () => Promise<void>;
};

/** The second of the two secrets that the app accepts at each of its endpoints, as while one is being rolled. */
export const rollingSecret = "whsec_rolling_0123456789abcdef";

/** Stripe attempts for three days; here about as often, and faster. */
const retrySeconds = "1,1,2,2,4,4,8,8,15,15,30,30";

/**
 * Starts PostgreSQL (with all its guarantees, unlike the other tests' one), emulator, caught mail, web and worker in
 * `directory`, after a build where it is stale. `record` hears of every process. What fails is thrown; `stop` what was
 * started is the caller's, through `supervisor` and the environment's own.
 */
export async function prepareEnvironment(given: {
  directory: string;
  long: boolean;
  seed: number;
  soakMinutes: number;
  supervisor: Supervisor;
  record: (name: string, pid: number) => void;
}): Promise<Environment> {
  const { directory, supervisor, record } = given;
  const logsDirectory = path.join(directory, "logs");
  await mkdir(logsDirectory, { recursive: true });
  const plan = await planTestStack(directory, { throwaway: false });
  const { stack, secrets, services, emulatorUrl } = plan;
  const processes: ManagedProcess[] = [];
  const manage = (service: Service) => {
    const managed = manageProcess(service, { logsDirectory, onStart: record });
    processes.push(managed);
    return managed;
  };

  const postgres = manage(services.postgres);
  const stopAll = async () => {
    // The database is the first of them and must be the last to go.
    for (const each of processes.toReversed()) await each.stop().catch(() => each.kill());
  };
  try {
    await postgres.start();
    await prepareDatabase(supervisor, stack.databaseUrl);
    await supervisor.keepUp({
      ...services.emulator,
      env: { ...services.emulator.env, STRIPE_EMULATOR_WEBHOOK_RETRY_SECONDS: retrySeconds },
    });
    await supervisor.keepUp(services.mail);
    if (!(await buildIsFresh())) await buildApp(supervisor);

    const variables = {
      ...stack.environment,
      STRIPE_WEBHOOK_SECRET: `${secrets.stripe.webhookSecret},${rollingSecret}`,
      STRIPE_CONNECT_WEBHOOK_SECRET: `${secrets.stripe.connectWebhookSecret},${rollingSecret}`,
    };
    const web = manage(webService("production", variables));
    const worker = manage(workerService("production", variables));
    await web.start();
    await worker.start();

    const sql = new pg.Pool({ connectionString: stack.databaseUrl, max: 4 }).on("error", () => {});
    return {
      long: given.long,
      soakMinutes: given.soakMinutes,
      random: seededRandom(given.seed),
      secrets,
      appUrl: stack.appUrl,
      emulatorUrl,
      mailUrl: stack.mailUrl,
      logsDirectory,
      sql,
      stripe: stripeAt(emulatorUrl, secrets.stripe.secretKey),
      postgres,
      web,
      worker,
      database: plan.postgres,
      manage,
      anotherWeb: async (settings = {}) => {
        const other = await freePort();
        const of = { ...variables, ...settings, PORT: String(other) };
        const named = { ...webService("production", of), name: `web-${other}` };
        return { url: `http://localhost:${other}`, process: manage(named) };
      },
      anotherWorker: (settings = {}) => {
        const named = {
          ...workerService("production", { ...variables, ...settings }),
          name: `worker-${processes.length}`,
        };
        return manage(named);
      },
      emulator: emulatorAt(emulatorUrl),
      expectations: noExpectations(),
      ends: [],
      stop: async () => {
        await sql.end();
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
