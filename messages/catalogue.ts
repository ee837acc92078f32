import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";

/** The files of messages, as English has them. */
export const messageFiles = readdirSync(path.join(import.meta.dirname, "en")).filter((name) => name.endsWith(".json"));

const flatten = (node: unknown, prefix: string): [key: string, text: string][] =>
  typeof node === "object" && node !== null
    ? Object.entries(node).flatMap(([key, value]) => flatten(value, prefix ? `${prefix}.${key}` : key))
    : [[prefix, String(node)]];

/** Every text of one file by its path. Throws where the language has no such file. */
export const textsOf = (language: string, file: string): Map<string, string> =>
  new Map(flatten(JSON.parse(readFileSync(path.join(import.meta.dirname, language, file), "utf8")), ""));

/** What one part of a message takes, with what stands inside it. */
function parametersOfPart(part: MessageFormatElement): string[] {
  switch (part.type) {
    case TYPE.literal:
    case TYPE.pound:
      return [];
    case TYPE.argument:
      return [`{${part.value}}`];
    case TYPE.number:
      return [`{${part.value}, number}`];
    case TYPE.date:
    case TYPE.time:
      return [`{${part.value}, date}`];
    case TYPE.tag:
      return [`<${part.value}>`, ...part.children.flatMap(parametersOfPart)];
    case TYPE.plural:
      // A language has plurals of its own, or none: what it takes is the number.
      return [`{${part.value}, number}`, ...inBranches(part.options)];
    case TYPE.select:
      return [`{${part.value}, select, ${Object.keys(part.options).sort().join(" ")}}`, ...inBranches(part.options)];
  }
}

const inBranches = (options: Record<string, { value: MessageFormatElement[] }>): string[] =>
  Object.values(options).flatMap(({ value }) => value.flatMap(parametersOfPart));

/** What a text takes: its parameters with their kind, and its tags. Throws where it is no ICU message. */
export const parametersOf = (text: string): string[] => [...new Set(parse(text).flatMap(parametersOfPart))].sort();
