import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, build, context } from "esbuild";
import type { Supervisor } from "../process/supervisor.ts";

const root = path.join(import.meta.dirname, "..", "..");
const stampFile = path.join(root, ".next", "built-from");

/** Everything the build is made from. */
const sources = [
  ...["app", "i18n", "lib", "messages", "public"],
  ...["prisma/schema.prisma", "prisma/seed.ts", "prisma/seed-people.ts", "prisma/seed-sellers.ts"],
  ...["testkit/emulator.ts", "testkit/people.ts"],
  ...["middleware.ts", "instrumentation.ts", "next.config.mjs", "postcss.config.mjs", "tsconfig.json"],
  ...["package-lock.json", "scripts/stack/build.ts"],
];

/** How the processes beside the web are bundled: packages stay outside, and `server-only` is nothing outside Next. */
const bundleOptions = {
  entryPoints: { worker: path.join(root, "lib", "worker", "main.ts"), seed: path.join(root, "prisma", "seed.ts") },
  outdir: path.join(root, "dist"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  sourcemap: true,
  packages: "external",
  alias: {
    "server-only": path.join(root, "scripts", "stack", "empty-module.ts"),
    "@": root,
    // Outside its own bundler, Node finds Next's entry points only with their ending.
    "next/cache": "next/cache.js",
    "next/headers": "next/headers.js",
    "next/navigation": "next/navigation.js",
  },
  logLevel: "warning",
} satisfies BuildOptions;

const tools = { doctor: "lib/health/doctor/main.ts", audit: "lib/health/doctor/audit-verify.ts" };

/** Bundles one command, and only it: `dev` starts the worker again whenever its bundle is written. Returns its file. */
export async function buildTool(name: keyof typeof tools): Promise<string> {
  await build({ ...bundleOptions, entryPoints: { [name]: path.join(root, tools[name]) } });
  return path.join(root, "dist", `${name}.mjs`);
}

/** Whether the production build is that of the source as it lies there. */
export async function buildIsFresh(): Promise<boolean> {
  return (await readFile(stampFile, "utf8").catch(() => null)) === (await fingerprint());
}

/** Makes the production build: the web in `.next`, worker and seed in `dist`. Throws a `Problem` when it fails. */
export async function buildApp(supervisor: Supervisor): Promise<void> {
  const from = await fingerprint();
  await supervisor.run({
    name: "build",
    command: process.execPath,
    args: [path.join(root, "node_modules", "next", "dist", "bin", "next"), "build", root],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  await build(bundleOptions);
  await writeFile(stampFile, from);
}

/** Bundles worker and seed, and again whenever their source changes, as long as this process lives. */
export async function watchBundles(): Promise<void> {
  const bundles = await context(bundleOptions);
  await bundles.rebuild();
  await bundles.watch();
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  for (const source of sources) await addTo(hash, source);
  return hash.digest("hex");
}

async function addTo(hash: ReturnType<typeof createHash>, file: string): Promise<void> {
  const absolute = path.join(root, file);
  const entries = await readdir(absolute).catch(() => null);
  if (entries) {
    for (const entry of entries.sort()) await addTo(hash, `${file}/${entry}`);
  } else if (!/\.(test\.tsx?|d\.json\.ts)$/.test(file)) {
    const content = await readFile(absolute).catch(() => null);
    if (content) hash.update(`${file}\0${content.length}\0`).update(content);
  }
}
