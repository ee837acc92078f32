import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

/** An open schema engine, and what the database said when a script last failed (the engine loses that text). */
export type OpenSchemaEngine = {
  engine: SchemaEngine;
  lastScriptFailure: () => string | null;
  close: () => Promise<void>;
};

/**
 * Prisma's own schema engine as WebAssembly over the pg driver: no binary, no download. Needs a reachable database. It
 * leaves a timer behind that keeps the process for 10 s after migrating: end the process yourself.
 */
export async function openSchemaEngine(connectionString: string): Promise<OpenSchemaEngine> {
  kept.schemaEngineGlue ??= loadGlue();
  const glue = await kept.schemaEngineGlue;
  const pool = new pg.Pool({ connectionString });
  pool.on("error", () => {}); // the next query on the connection reports it

  let lastScriptFailure: string | null = null;
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  // The adapter splits scripts at every ";", which breaks function bodies; sent whole, a script is also one transaction.
  factory.connect = async () =>
    Object.assign(await connect(), {
      executeScript: async (script: string) => {
        try {
          await pool.query(script);
        } catch (error) {
          lastScriptFailure = error instanceof Error ? error.message : String(error);
          throw error;
        }
      },
    });

  const engine = await glue.SchemaEngine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  return {
    engine,
    lastScriptFailure: () => lastScriptFailure,
    close: async () => {
      engine.free();
      await pool.end();
    },
  };
}

type Glue = typeof import("@prisma/schema-engine-wasm/schema_engine_bg") & {
  __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
};

// Once per process, however often this file is loaded: the glue holds one module, and a second would pull it from under engines
// still open.
const kept = globalThis as typeof globalThis & { schemaEngineGlue?: Promise<Glue> };

async function loadGlue(): Promise<Glue> {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  // A cast, because the package's types leave out the function that hands the glue its module.
  const glue = (await import("@prisma/schema-engine-wasm/schema_engine_bg")) as Glue;
  const bytes = await readFile(path.join(path.dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, {
    // A cast, because the glue's exports are exactly what the module imports, among others it does not.
    "./schema_engine_bg.js": glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  // A cast, because exports are untyped; this one is the start function that wasm-bindgen generates.
  (instance.exports.__wbindgen_start as () => void)();
  return glue;
}
