/*
 * How React writes the call of an action (react-server-dom's `processReply`): its arguments are a JSON array in the part
 * `0`, and of a form without script in `$ACTION_n:1`, beside the action's name in `$ACTION_n:0`. A string that begins with
 * `$` stands for something else. Our pages send only what `value` names; the rest of that language refers to other parts,
 * and React fails on what is not there: Next answers 500 then.
 */

/** More than any action of ours takes. */
const maxArguments = 8;

/** Deeper than any argument of ours. React follows a nesting until its stack ends. */
const maxDepth = 16;

/** An escaped `$`, a form, a date, and numbers and `undefined`, which JSON does not have. */
const value = /^\$(\$|K[\da-f]+$|D|NaN$|-?Infinity$|-0$|undefined$)/;

const actionId = /^[\da-f]{42}$/;

/** Whether this may be the id of an action; one that there is not is Next's to answer, by 404. */
export const isActionId = (id: string): boolean => actionId.test(id);

/** Whether React can decode these arguments, which a script of a page sends. */
export function isCall(parts: FormData): boolean {
  return parts.getAll("0").length === 1 && areArguments(parts.get("0"));
}

/** Whether React can decode the action of this form, which a page sends without script. */
export function isForm(fields: FormData): boolean {
  const names = [...fields.keys()].filter((name) => name.startsWith("$ACTION_") && name !== "$ACTION_KEY");
  const bound = names.flatMap((name) => /^\$ACTION_REF_(\d+)$/.exec(name)?.[1] ?? []);
  const known = new Set(bound.flatMap((n) => [`$ACTION_REF_${n}`, `$ACTION_${n}:0`, `$ACTION_${n}:1`]));
  return (
    names.length > 0 &&
    new Set(names).size === names.length &&
    names.every((name) => known.has(name) || (name.startsWith("$ACTION_ID_") && isActionId(name.slice(11)))) &&
    bound.every((n) => isBound(fields.get(`$ACTION_${n}:0`)) && areArguments(fields.get(`$ACTION_${n}:1`)))
  );
}

const isBound = (part: FormDataEntryValue | null) =>
  typeof part === "string" && /^\{"id":"[\da-f]{42}","bound":"\$@1"\}$/.test(part);

function areArguments(part: FormDataEntryValue | null): boolean {
  const list = typeof part === "string" ? parse(part) : null;
  return Array.isArray(list) && list.length <= maxArguments && isReadable(list, 0);
}

function isReadable(part: unknown, depth: number): boolean {
  if (typeof part === "string") return !part.startsWith("$") || value.test(part);
  if (typeof part !== "object" || part === null) return true;
  return depth < maxDepth && Object.values(part).every((inner) => isReadable(inner, depth + 1));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
