import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { printAST } from "@formatjs/icu-messageformat-parser/printer.js";
import { takeTemporaryDirectory } from "../../scripts/process/run-lock.ts";

const root = path.join(import.meta.dirname, "..", "..");

/** An invented language that is written from right to left: English with accents, each piece of a text in ⟦ and ⟧. */
export const pseudoLocale = "ar-XB";

/** What the web is built from. Without package-lock.json, by which Next would take the copy for a project with its own packages. */
const sources = [
  ...["app", "i18n", "lib", "messages", "prisma/generated", "middleware.ts", "instrumentation.ts"],
  ...["next.config.mjs", "postcss.config.mjs", "tsconfig.json"],
];

/** Files whose texts no ICU parser reads (docs/contributing.md, "Add a text"). */
const plainFiles: readonly string[] = ["error.json", "http.json"];

const accents: Record<string, string> = {
  a: "á",
  e: "é",
  i: "í",
  o: "ó",
  u: "ú",
  A: "Á",
  E: "É",
  I: "Í",
  O: "Ó",
  U: "Ú",
};

const inPseudo = (text: string): string =>
  /\p{L}/u.test(text) ? `⟦${text.replace(/[aeiou]/gi, (vowel) => accents[vowel] ?? vowel)}⟧` : text;

function translatePart(part: MessageFormatElement): MessageFormatElement {
  switch (part.type) {
    case TYPE.literal:
      return { ...part, value: inPseudo(part.value) };
    case TYPE.tag:
      return { ...part, children: part.children.map(translatePart) };
    case TYPE.plural:
    case TYPE.select: {
      const options = Object.entries(part.options).map(([name, option]) => [
        name,
        { ...option, value: option.value.map(translatePart) },
      ]);
      return { ...part, options: Object.fromEntries(options) };
    }
    default:
      return part;
  }
}

/** A file of English with its texts in the pseudo-language; parameters, plurals and tags stay. */
function translate(node: unknown, one: (text: string) => string): unknown {
  if (typeof node !== "object" || node === null) return one(String(node));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, translate(value, one)]));
}

async function replaceIn(file: string, changes: Record<string, string>): Promise<void> {
  let content = await readFile(file, "utf8");
  for (const [from, to] of Object.entries(changes)) {
    if (!content.includes(from)) throw new Error(`${path.basename(file)} has no ${from}`);
    content = content.replace(from, to);
  }
  await writeFile(file, content);
}

/** Adds the language as docs/contributing.md says, and does nothing beside it. */
async function addLanguage(directory: string): Promise<void> {
  const messages = path.join(directory, "messages");
  await mkdir(path.join(messages, pseudoLocale));
  for (const name of await readdir(path.join(messages, "en"))) {
    if (!name.endsWith(".json")) continue;
    const english: unknown = JSON.parse(await readFile(path.join(messages, "en", name), "utf8"));
    const one = plainFiles.includes(name) ? inPseudo : (text: string) => printAST(parse(text).map(translatePart));
    await writeFile(path.join(messages, pseudoLocale, name), JSON.stringify(translate(english, one)));
  }
  await replaceIn(path.join(directory, "i18n", "locales.ts"), { '["en"]': `["en", "${pseudoLocale}"]` });
  for (const [file, name] of [
    ["i18n/error-texts.ts", "error"],
    ["lib/http/refusal.ts", "http"],
  ] as const) {
    await replaceIn(path.join(directory, file), {
      [`import en from "@/messages/en/${name}.json";`]: `import en from "@/messages/en/${name}.json";
import pseudo from "@/messages/${pseudoLocale}/${name}.json";`,
      "= { en }": `= { en, "${pseudoLocale}": pseudo }`,
    });
  }
}

/**
 * Builds a copy of the web that has the pseudo-language too; takes half a minute. Returns its folder, which lies within
 * the project because packages are found from there. What a run that was killed has left, the next one removes.
 */
export async function buildWithPseudoLanguage(): Promise<{ directory: string; remove: () => Promise<void> }> {
  const { directory, lock } = await takeTemporaryDirectory(path.join(root, ".data", "test"), "languages");
  for (const source of sources) {
    await cp(path.join(root, source), path.join(directory, source), { recursive: true });
  }
  await addLanguage(directory);
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;
  // next-intl looks for its files from where the build runs.
  await promisify(execFile)(process.execPath, [next, "build"], { cwd: directory, env });
  const remove = async () => {
    await rm(directory, { recursive: true, force: true });
    lock.release();
  };
  return { directory, remove };
}
