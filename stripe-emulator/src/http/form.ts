import { ApiError, parameterError } from "./errors.ts";

/** A file that came with a multipart form. */
export class Upload {
  readonly filename: string;
  readonly bytes: Buffer;

  constructor(filename: string, bytes: Buffer) {
    this.filename = filename;
    this.bytes = bytes;
  }

  /** What an error message shows in its place. */
  toJSON(): string {
    return "(file)";
  }
}

/** A decoded form value: text, a hash that `[key]` made, an array that `[]` made (indexed ones are hashes), or a file. */
export type FormValue = string | Upload | FormHash | FormValue[];
export type FormHash = { [key: string]: FormValue };

const deepest = 32;

/** Pairs of `a=b&c=d`. Throws ApiError for broken escapes and for text that is not UTF-8. */
export function decodePairs(text: string): [string, string][] {
  try {
    return text
      .split("&")
      .filter((pair) => pair !== "")
      .map((pair) => {
        const at = pair.indexOf("=");
        return at < 0 ? [decode(pair), ""] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
      });
  } catch (error) {
    if (error instanceof URIError) throw malformedForm();
    throw error;
  }
}

/**
 * Bracket notation, `a[b][0]=x`, `a[]=x`, as nested values. The last of repeated names wins. Throws ApiError for a name
 * used in two ways, for nesting without end, and for null bytes, which no text of Stripe's holds.
 */
export function nest(pairs: Iterable<readonly [string, string | Upload]>): FormHash {
  const root = emptyHash();
  for (const [name, value] of pairs) place(root, name, value);
  return root;
}

/** The error for a body that cannot be read as a form. */
export function malformedForm(): ApiError {
  return new ApiError(
    "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.",
    { beforeExecution: true },
  );
}

function place(root: FormHash, name: string, value: string | Upload): void {
  if (name.includes("\0") || (typeof value === "string" && value.includes("\0"))) throw malformedForm();
  const path = partsOf(name);
  if (path.length > deepest) throw parameterError("This parameter is nested too deeply.", path[0] ?? name);

  let container: FormHash | FormValue[] = root;
  path.forEach((part, depth) => {
    const next = path[depth + 1];
    if (next === undefined) {
      if (typeof known(container, part) === "object") throw usedInTwoWays(path, depth);
      put(container, part, value);
      return;
    }
    const inner = known(container, part, next) ?? put(container, part, next === "" ? [] : emptyHash());
    if (next === "" && Array.isArray(inner)) container = inner;
    else if (next !== "" && isHash(inner)) container = inner;
    else throw usedInTwoWays(path, depth);
  });
}

/** True for a hash, of which an array with indexes is one. */
export function isHash(value: FormValue): value is FormHash {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Upload);
}

/** `a[b][]` as a, b and the empty text; a name that is not well formed stands for itself. */
function partsOf(name: string): string[] {
  const [, first, brackets] = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name) ?? [];
  if (first === undefined || brackets === undefined) return [name];
  return [first, ...brackets.slice(1, -1).split("][")];
}

/** What is there. `a[][b]` goes on with the last hash of the array until that has a `b`. */
function known(container: FormHash | FormValue[], part: string, next?: string): FormValue | undefined {
  if (!Array.isArray(container)) return container[part];
  const last = container.at(-1);
  return next && last !== undefined && isHash(last) && !(next in last) ? last : undefined;
}

function put<Value extends FormValue>(container: FormHash | FormValue[], part: string, value: Value): Value {
  if (Array.isArray(container)) container.push(value);
  else container[part] = value;
  return value;
}

function usedInTwoWays(path: string[], depth: number): ApiError {
  const [first, ...rest] = path.slice(0, depth + 1);
  const param = `${first}${rest.map((part) => `[${part}]`).join("")}`;
  return parameterError(
    `The parameter ${param} was sent in more than one form: as a value, an array or a hash.`,
    param,
  );
}

function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  return spaced.includes("%") ? decodeURIComponent(spaced) : spaced;
}

/** Without a prototype, so that no name a client sends can mean anything but itself. */
const emptyHash = (): FormHash => Object.create(null);
