import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import path from "node:path";
import { type Expression, type ModuleItem, parse } from "@swc/core";

const root = path.join(import.meta.dirname, "..");
const makers = ["action", "formAction", "stateAction"];

/** An export of a file of server actions; `permission` is null where it is not made by `lib/action.ts`. */
export type DeclaredAction = { file: string; name: string; permission: string | null };

/** Every export of every "use server" file of the product that the browser could call, read from the source. */
export async function readDeclaredActions(): Promise<DeclaredAction[]> {
  const found: DeclaredAction[] = [];
  const files = await Array.fromAsync(glob("{app,lib}/**/*.{ts,tsx}", { cwd: root }));
  for (const file of files.filter((name) => !name.includes(".test.")).sort()) {
    const source = readFileSync(path.join(root, file), "utf8");
    if (source.startsWith('"use server"')) found.push(...(await actionsOf(file, source)));
    // Within a function it would make an action of that function.
    else if (/["']use server["']/.test(source)) found.push({ file, name: "inline", permission: null });
  }
  return found;
}

/** The exports of one file. */
export async function actionsOf(file: string, source: string): Promise<DeclaredAction[]> {
  const { body } = await parse(source, { syntax: "typescript", tsx: file.endsWith("x") });
  const imported = body.flatMap((item) =>
    item.type === "ImportDeclaration" && item.source.value === "@/lib/action"
      ? item.specifiers.map(({ local }) => local.value)
      : [],
  );
  return body.flatMap((item) => exportsOf(item, imported)).map((found) => ({ file, ...found }));
}

function exportsOf(item: ModuleItem, imported: string[]): Omit<DeclaredAction, "file">[] {
  if (item.type === "ExportDeclaration") {
    const { declaration } = item;
    if (declaration.type === "TsTypeAliasDeclaration" || declaration.type === "TsInterfaceDeclaration") return [];
    if (declaration.type === "VariableDeclaration") {
      return declaration.declarations.map(({ id, init }) => ({
        name: id.type === "Identifier" ? id.value : "a pattern",
        permission: permissionOf(init, imported),
      }));
    }
    return [{ name: "identifier" in declaration ? declaration.identifier.value : "an export", permission: null }];
  }
  return item.type.startsWith("Export") ? [{ name: "an export of another kind", permission: null }] : [];
}

/** The permission in `stateAction({ permission: "…" })`. */
function permissionOf(made: Expression | null | undefined, imported: string[]): string | null {
  if (made?.type !== "CallExpression" || made.callee.type !== "Identifier") return null;
  const maker = made.callee.value;
  const declared = made.arguments[0]?.expression;
  if (!makers.includes(maker) || !imported.includes(maker) || declared?.type !== "ObjectExpression") return null;
  for (const property of declared.properties) {
    if (property.type !== "KeyValueProperty" || property.key.type !== "Identifier") continue;
    if (property.key.value === "permission" && property.value.type === "StringLiteral") return property.value.value;
  }
  return null;
}
