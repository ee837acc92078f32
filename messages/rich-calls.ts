import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import path from "node:path";
import { parse } from "@swc/core";

const root = path.join(import.meta.dirname, "..");

/** A call of `t.rich`. `key` is the whole path of its text; null where it is no literal, and any text of `namespace` may be meant. */
export type RichCall = { file: string; namespace: string; key: string | null; handlers: string[] };

type Node = { readonly [name: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
const nodesOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const nameOf = (node: unknown): string | null =>
  isNode(node) && node.type === "Identifier" && typeof node.value === "string" ? node.value : null;
const textOf = (node: unknown): string | null =>
  isNode(node) && node.type === "StringLiteral" && typeof node.value === "string" ? node.value : null;
const argumentsOf = (call: Node): unknown[] => nodesOf(call.arguments).map((each) => isNode(each) && each.expression);

function* walk(value: unknown): Generator<Node> {
  if (!isNode(value)) return;
  if (typeof value.type === "string") yield value;
  for (const inner of Object.values(value)) yield* walk(inner);
}

/** The namespace that a translator is made of, if this makes one. */
function namespaceOf(made: unknown): string | null {
  if (!isNode(made)) return null;
  if (made.type === "AwaitExpression") return namespaceOf(made.argument);
  const isMaker = ["useTranslations", "getTranslations"].some((maker) => maker === nameOf(made.callee));
  return isMaker ? textOf(argumentsOf(made)[0]) : null;
}

/** Which names are translators, of what: `const t = …`, and `const [t] = await Promise.all([…])`. */
function* translatorsOf({ type, id, init }: Node): Generator<[name: string, namespace: string]> {
  if (type !== "VariableDeclarator" || !isNode(id) || !isNode(init)) return;
  const pairs: unknown[][] =
    id.type === "ArrayPattern" && isNode(init.argument)
      ? nodesOf(id.elements).map((element, index) => {
          const [list] = argumentsOf(isNode(init.argument) ? init.argument : {});
          const made = isNode(list) ? nodesOf(list.elements)[index] : null;
          return [element, isNode(made) && made.expression];
        })
      : [[id, init]];
  for (const [target, made] of pairs) {
    const [name, namespace] = [nameOf(target), namespaceOf(made)];
    if (name && namespace) yield [name, namespace];
  }
}

const handlersOf = (given: unknown): string[] =>
  (isNode(given) ? nodesOf(given.properties) : []).flatMap((property) => {
    const name = isNode(property) ? (nameOf(property) ?? nameOf(property.key)) : null;
    return name ? [name] : [];
  });

/** The calls of `t.rich` in one source. A name that is a translator of several namespaces gives a call for each. */
async function richCallsOf(file: string, source: string): Promise<RichCall[]> {
  const nodes = [...walk(await parse(source, { syntax: "typescript", tsx: true }))];
  const translators = nodes.flatMap((node) => [...translatorsOf(node)]);
  return nodes.flatMap((node) => {
    const { type, callee } = node;
    if (type !== "CallExpression" || !isNode(callee) || nameOf(callee.property) !== "rich") return [];
    const [key, handlers] = [textOf(argumentsOf(node)[0]), handlersOf(argumentsOf(node)[1])];
    return translators
      .filter(([name]) => name === nameOf(callee.object))
      .map(([, namespace]) => ({ file, namespace, key: key && `${namespace}.${key}`, handlers }));
  });
}

/** The calls of `t.rich` in all pages. */
export async function readRichCalls(): Promise<RichCall[]> {
  const files = await Array.fromAsync(glob("app/**/*.tsx", { cwd: root }));
  const found = await Promise.all(
    files.map(async (file) => {
      const source = readFileSync(path.join(root, file), "utf8");
      return source.includes(".rich(") ? richCallsOf(file, source) : [];
    }),
  );
  return found.flat();
}
