import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");
const read = (...names: string[]) => readFileSync(path.join(root, ...names), "utf8");
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);

/** The lines of a page's tables between a heading and the next. */
const tableUnder = (page: string, heading: string) => {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  return (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| `"));
};
const named = (lines: string[]) => new Set(lines.flatMap((line) => found(line.split("|")[1] ?? "", /`([A-Z0-9_]+)`/g)));

describe("docs/configuration.md", () => {
  const page = read("docs", "configuration.md");
  const ofProcesses = named(tableUnder(page, "Web and worker"));
  const ofCommands = named(tableUnder(page, "Demo, tests and other commands"));

  test("names every variable that web and worker read, and no other", () => {
    expect([...ofProcesses].sort()).toEqual(found(read("lib", "env.ts"), /^ {4}([A-Z][A-Z0-9_]+):/gm).sort());
  });

  test("names every variable that the commands read, and no other", () => {
    // What the system and Vitest give to every process is not ours to describe.
    const given = ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "VITEST_POOL_ID"];
    const files = globSync("{scripts,testkit,e2e,bench,faults}/**/*.{ts,mjs}", {
      cwd: root,
      exclude: ["**/*.test.ts"],
    });
    const direct = files.flatMap((file) => found(read(file), /process\.env\.([A-Z0-9_]{2,})/g));
    const ports = found(read("scripts", "stack", "demo-ports.mjs"), /^ {2}\w+: "([A-Z_]+)",/gm);
    const ours = [...direct, ...ports].filter((name) => !given.includes(name) && !ofProcesses.has(name));
    expect([...ofCommands].sort()).toEqual([...new Set(ours)].sort());
  });

  test("and .env.example leaves out what only the demo and the commands set", () => {
    const example = new Set(found(read(".env.example"), /^([A-Z_]+)=/gm));
    expect([...ofProcesses].filter((name) => !example.has(name)).sort()).toEqual([
      "DEMO_MAIL_URL",
      "NODE_ENV",
      "STRIPE_API_BASE",
    ]);
  });
});

describe("docs/architecture.md", () => {
  const rows = tableUnder(read("docs", "architecture.md"), "Rooms").map((line) => line.split("|"));
  const named = rows.flatMap(([, room = ""]) => found(room, /`(?:lib\/)?([\w.-]+)`/g)).filter((name) => name !== "app");
  const sources = (room: string) =>
    globSync(`lib/${room}/**/*.{ts,tsx}`, { cwd: root, exclude: ["**/*.test.ts"] }).map((file) => read(file));

  test("names every room and foundation of lib, and no other", () => {
    const there = readdirSync(path.join(root, "lib")).filter((name) => !name.endsWith(".test.ts"));
    expect(named.sort()).toEqual(there.sort());
  });

  test("says of each room which others it imports", () => {
    for (const [, room = "", , imports = ""] of rows) {
      const [name] = found(room, /`lib\/([a-z-]+)`/g);
      // Who may import all below one is held by `npm run rooms`.
      if (name === undefined || imports.includes("and below")) continue;
      const entered = sources(name).flatMap((text) => found(text, /"@\/lib\/([a-z-]+)\//g));
      const others = [...new Set(entered)].filter((other) => other !== name && other !== "db");
      const said = found(imports, /`([a-z-]+)`/g).filter((other) => other !== "db");
      expect({ name, imports: said.sort() }).toEqual({ name, imports: others.sort() });
    }
  });
});

test("docs/privacy.md names every table that is kept, and no other", () => {
  const lines = tableUnder(read("docs", "privacy.md"), "Kept, by table");
  const tables = found(read("prisma", "schema.prisma"), /^model [\s\S]*?@@map\("(\w+)"\)/gm);
  expect(lines.flatMap((line) => found(line.split("|")[1] ?? "", /`(\w+)`/g)).sort()).toEqual(tables.sort());
});

/** Every page but decisions, which name what was there on their day. */
const pages = globSync("{.,docs,bench,faults,on-demand,testkit,stripe-emulator/**}/*.md", {
  cwd: root,
  exclude: ["**/node_modules/**"],
});

test("every file that a page names is there", () => {
  const missing = pages.flatMap((page) =>
    found(
      read(page),
      /`((?:app|lib|i18n|prisma|messages|scripts|testkit|e2e|faults|bench|stripe-emulator)\/[^`\s*<]+)`/g,
    )
      .filter((name) => !existsSync(path.join(root, name)))
      .map((name) => `${page}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("every file that a page names without its folder is there", () => {
  const files = globSync("**/*.{ts,tsx,mjs,css,json,md,prisma}", {
    cwd: root,
    exclude: (name) => name === "node_modules" || name.startsWith("."),
  });
  const names = new Set(files.map((file) => path.basename(file)));
  const missing = pages.flatMap((page) =>
    found(read(page), /`(\w[\w.-]*\.(?:tsx?|mjs|css|json|md|prisma))`/g)
      .filter((name) => !names.has(name))
      .map((name) => `${page}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("every file that a page links to is there", () => {
  const broken = [...pages, ...globSync("docs/decisions/*.md", { cwd: root })].flatMap((page) =>
    found(read(page), /(?:\]\(|src=")(?!https?:|#)([^)#"]+)/g)
      .filter((target) => globSync(path.join(path.dirname(page), target), { cwd: root }).length === 0)
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test("every picture is shown by a page", () => {
  const shown = found(read("README.md"), /src="([^"]+)"/g);
  expect(globSync("docs/pictures/*", { cwd: root }).sort()).toEqual(shown.sort());
});

test("words that gave way to better ones (contributing.md, Words) are used nowhere", () => {
  // Those of the table that mean nothing else here: "tries" and "in turn" do.
  const former =
    /\b(rings? for|gave up|mend(s|ed|ing)?|remed(y|ies)|rung|cut count|list pass|hold background|case number|manual way|ways on)\b/i;
  const files = globSync(
    "{app,lib,i18n,messages,scripts,testkit,e2e,faults,bench,stripe-emulator}/**/*.{ts,tsx,mjs,json,md}",
    {
      cwd: root,
      // What is generated, and the emulator in other languages.
      exclude: ["**/node_modules/**", "**/*.d.json.ts", "stripe-emulator/src/messages/**"],
    },
  );
  const sources = [
    ...files,
    "README.md",
    "prisma/schema.prisma",
    "docs/architecture.md",
    "docs/operations.md",
    "docs/privacy.md",
  ];
  expect(sources.filter((file) => former.test(read(file)))).toEqual([]);
});
