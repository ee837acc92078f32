import path from "node:path";
import { build } from "esbuild";
import pg from "pg";
import { freePort } from "../../scripts/process/ports.ts";
import type { Service, Supervisor } from "../../scripts/process/supervisor.ts";
import { databaseUrl } from "../../scripts/stack/postgres.ts";
import { memoryOptions, webService, workerService } from "../../scripts/stack/services.ts";
import { prepareDatabase } from "../../scripts/stack/stack.ts";
import type { TestStackPlan } from "../../testkit/stack.ts";

const root = path.join(import.meta.dirname, "..", "..");
const floorDirectory = path.join(import.meta.dirname, "..", "floor");
const nextCommand = path.join(root, "node_modules", "next", "dist", "bin", "next");

/** What all measures share, and what runs from the first to the last. */
export type Shared = TestStackPlan & {
  directory: string;
  /** How long `memory` loads the web. */
  minutes: number;
};

/** A running web process with a migrated database of its own. */
export type Server = {
  url: string;
  pid: number;
  databaseUrl: string;
  /** What the process was given. */
  environment: Record<string, string>;
};

/** What one measure starts; it ends with the supervisor. */
export type Workbench = {
  shared: Shared;
  /** The product's web process on a new database, which `name` names; `options` are Node's own. */
  startProduct: (name: string, options?: readonly string[]) => Promise<Server>;
  /** The product's worker beside that web process; returns its process id. */
  startWorker: (server: Server) => Promise<number>;
  /** The app under bench/floor, on a new database with the product's tables; `options` are Node's own. */
  startFloor: (options?: readonly string[]) => Promise<Server>;
  /** The bare listener on the database of that server; returns its process id. */
  startListener: (server: Server) => Promise<number>;
  /** Runs a file of bench/inside, which imports the product's own modules to its end; `args` reach it as its arguments. */
  runInside: (server: Server, file: string, args: string[]) => Promise<void>;
};

/** A workbench with nothing on it. `pidOf` tells what the supervisor has started. */
export function createWorkbench(
  shared: Shared,
  supervisor: Supervisor,
  pidOf: (name: string) => number | undefined,
): Workbench {
  async function serve(
    name: string,
    options: readonly string[],
    makeService: (environment: Record<string, string>) => Service,
  ): Promise<Server> {
    const database = databaseUrl(shared.postgres, name);
    await prepareDatabase(supervisor, database);
    const app = await freePort();
    const environment = {
      ...shared.stack.environment,
      DATABASE_URL: database,
      PORT: String(app),
      APP_URL: `http://localhost:${app}`,
    };
    const service = makeService(environment);
    const pid = await keepUp({ ...service, name, args: [...options, ...service.args] });
    return { url: environment.APP_URL, pid, databaseUrl: database, environment };
  }

  async function keepUp(service: Service): Promise<number> {
    await supervisor.keepUp(service);
    return pidOf(service.name) ?? 0;
  }

  return {
    shared,
    startProduct: (name, options = []) => serve(name, options, (environment) => webService("production", environment)),
    startWorker: ({ environment }) => keepUp(workerService("production", environment)),
    startFloor: (options = []) => serve("floor", options, floorService),
    startListener: ({ environment }) => keepUp(listenerService(environment)),
    runInside: async (server, file, args) => {
      const bundle = path.join(shared.directory, `${path.basename(file, ".ts")}.mjs`);
      await bundleFor(path.join(import.meta.dirname, "..", "inside", file), bundle);
      await supervisor.run({
        name: path.basename(file, ".ts"),
        command: process.execPath,
        args: [bundle, ...args],
        env: { ...process.env, ...server.environment, NODE_ENV: "production" },
      });
    },
  };
}

/** Makes the production build of the app under bench/floor. Throws a `Problem` when it fails. */
export async function buildFloor(supervisor: Supervisor): Promise<void> {
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const args = [nextCommand, "build", floorDirectory];
  await supervisor.run({ name: "floor-build", command: process.execPath, args, env });
}

/** Opens a connection to a database for as long as `work` takes. */
export async function withDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function floorService(environment: Record<string, string>): Service {
  const port = environment.PORT ?? "";
  return {
    name: "floor",
    command: process.execPath,
    // Bounded as the product is: a larger young generation is collected less often.
    args: [...memoryOptions, nextCommand, "start", floorDirectory, "--hostname", "127.0.0.1", "--port", port],
    env: { ...process.env, ...environment, NODE_ENV: "production" },
    ready: async () => (await fetch(`http://localhost:${port}/`)).ok,
  };
}

function listenerService(environment: Record<string, string>): Service {
  return {
    name: "listener",
    command: process.execPath,
    args: [path.join(import.meta.dirname, "listener-floor.ts")],
    env: { ...process.env, ...environment, NODE_ENV: "production" },
    ready: async (output) => output.includes("listening"),
  };
}

/** As scripts/stack/build.ts bundles the worker. */
async function bundleFor(file: string, bundle: string): Promise<void> {
  await build({
    entryPoints: [file],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    packages: "external",
    alias: { "server-only": path.join(root, "scripts", "stack", "empty-module.ts"), "@": root },
    logLevel: "warning",
  });
}
