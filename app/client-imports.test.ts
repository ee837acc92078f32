import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import path from "node:path";
import { build, type Metafile } from "esbuild";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");

/**
 * Packages that may reach the browser. One that compiles code at run time must not: the content security policy forbids
 * eval, and zod tries it. Lucide's drawings stand in the stylesheet and must not come as script, too. From modules that
 * use such a package client files import types alone.
 */
const forBrowsers = ["@stripe/connect-js", "@stripe/stripe-js", "next", "react", "react-dom"];

const isForBrowsers = (imported: string) =>
  forBrowsers.some((name) => imported === name || imported.startsWith(`${name}/`));

const hasDirective = (directive: string, file: string) => readFileSync(file, "utf8").startsWith(`"use ${directive}"`);

/** The modules that client files bring into the browser, and what each imports; types are left out, as by any bundler. */
async function bundle(clients: string[]): Promise<Metafile["inputs"]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: clients,
    bundle: true,
    write: false,
    outdir: "not-written",
    metafile: true,
    packages: "external",
    alias: { "@": root },
    loader: { ".css": "empty", ".svg": "empty" },
    logLevel: "silent",
    plugins: [
      {
        name: "of an action the browser has the name alone",
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.tsx?$/ }, ({ path: file }) =>
            hasDirective("server", file) ? { contents: "module.exports = {}" } : null,
          ),
      },
    ],
  });
  return metafile.inputs;
}

test("client files, and all that they import, bring into the browser only packages that are meant for it", async () => {
  const files = await Array.fromAsync(glob("app/**/*.{ts,tsx}", { cwd: root }));
  const clients = files.filter((file) => hasDirective("client", path.join(root, file)));
  expect(clients).toContain("app/(applicant)/verify/start/verify-button.tsx");

  const imports = Object.entries(await bundle(clients)).flatMap(([file, input]) =>
    input.imports.map(({ path: imported, external }) => ({ file, imported, external })),
  );
  /** How a module gets into the browser: by way of which others, from a client file on. */
  const wayTo = (module: string): string => {
    const first = clients.includes(module) ? undefined : imports.find(({ imported }) => imported === module);
    return first ? `${wayTo(first.file)} → ${module}` : module;
  };
  const packages = imports.filter(({ external }) => external);
  expect(packages.map(({ imported }) => imported)).toContain("@stripe/stripe-js/pure");
  const others = packages.filter(({ imported }) => !isForBrowsers(imported));
  expect(others.map(({ file, imported }) => `${wayTo(file)} → ${imported}`)).toEqual([]);
});

test("of the texts, client files bring those of the error pages alone; all others come as properties", async () => {
  const files = await Array.fromAsync(glob("app/**/*.{ts,tsx}", { cwd: root }));
  const modules = Object.keys(await bundle(files.filter((file) => hasDirective("client", path.join(root, file)))));
  expect(modules.filter((module) => module.startsWith("messages/"))).toEqual(["messages/en/error.json"]);
});
