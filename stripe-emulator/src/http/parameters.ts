import type { Metadata } from "../records/common.ts";
import { type ApiError, parameterError } from "./errors.ts";
import { type FormHash, type FormValue, isHash, Upload } from "./form.ts";

/**
 * Reads a request's parameters by name and type; `finish` then refuses every name that nobody asked for. Throws
 * ApiErrors that count as "before execution". For optional values: undefined means absent, null means sent empty, which is
 * refused where no null is answered: what Stripe cannot unset.
 */
export class Parameters {
  readonly #values: FormHash;
  readonly #prefix: string;
  readonly #read = new Set<string>();
  readonly #children: Parameters[] = [];

  constructor(values: FormHash, prefix = "") {
    this.#values = values;
    this.#prefix = prefix;
  }

  /** Whether it was sent empty, by which Stripe unsets what can be unset. */
  isEmpty(name: string): boolean {
    return this.#take(name) === "";
  }

  string(name: string, maxLength = 5000): string | null | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") {
      throw parameterError(`Invalid string: ${JSON.stringify(value)}`, this.path(name));
    }
    if (value.length > maxLength) {
      throw parameterError(
        `Invalid string: ${value.slice(0, 10)}…; must be at most ${maxLength} characters`,
        this.path(name),
      );
    }
    return value === "" ? null : value;
  }

  /** Text that cannot be unset; or that narrows a list, where all would be listed if an empty one were passed over. */
  text(name: string, maxLength?: number): string | undefined {
    const value = this.string(name, maxLength);
    if (value === null) throw emptyValue(this.path(name));
    return value;
  }

  requiredString(name: string): string {
    const value = this.string(name);
    if (value === undefined) throw missing(this.path(name));
    if (value === null) throw emptyValue(this.path(name));
    if (value.trim() === "") {
      throw parameterError(
        `You passed a blank string for '${this.path(name)}'. Supply a value that is not only whitespace.`,
        this.path(name),
        "parameter_invalid_string_blank",
      );
    }
    return value;
  }

  /** One of `allowed`; an empty value is refused. */
  oneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    const value = this.string(name);
    if (value === undefined) return undefined;
    if (value === null) throw emptyValue(this.path(name));
    return toOneOf(value, allowed, this.path(name));
  }

  /** `true` or `false` in any case: older clients for Python send `True`. */
  boolean(name: string): boolean | undefined {
    const value = this.#filled(name);
    if (value === undefined) return undefined;
    const word = typeof value === "string" ? value.toLowerCase() : null;
    if (word === "true" || word === "false") return word === "true";
    throw parameterError(`Invalid boolean: ${echo(value)}`, this.path(name));
  }

  integer(name: string): number | undefined {
    const value = this.#filled(name);
    return value === undefined ? undefined : toInteger(value, this.path(name));
  }

  /** An array of text, indexed or with empty brackets, empty items refused unless `emptyItems`. Null if sent as one empty value. */
  strings(name: string, emptyItems = false): string[] | null | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    if (value === "") return null;
    return itemsOf(value, this.path(name)).map(([key, item]) => {
      const path = `${this.path(name)}[${key}]`;
      if (typeof item !== "string") throw parameterError(`Invalid string: ${JSON.stringify(item)}`, path);
      if (item === "" && !emptyItems) throw emptyValue(path);
      return item;
    });
  }

  /** As `strings`, every item one of `allowed`; one empty value is refused. */
  manyOf<Value extends string>(name: string, allowed: readonly Value[]): Value[] | undefined {
    this.#filled(name);
    return this.strings(name)?.map((item, index) => toOneOf(item, allowed, `${this.path(name)}[${index}]`));
  }

  /** Whether a hash was sent, where other forms are allowed too. */
  isHash(name: string): boolean {
    const value = this.#values[name];
    return value !== undefined && isHash(value);
  }

  /** A hash, to be read in turn. */
  hash(name: string): Parameters | undefined {
    const value = this.#filled(name);
    if (value === undefined) return undefined;
    if (!isHash(value)) throw parameterError("Invalid object", this.path(name));
    const child = new Parameters(value, this.path(name));
    this.#children.push(child);
    return child;
  }

  /** A file of a multipart form, which must be there. */
  requiredFile(name: string): Upload {
    const value = this.#take(name);
    if (value === undefined) throw missing(this.path(name));
    if (value === "") throw emptyValue(this.path(name));
    if (value instanceof Upload) return value;
    throw parameterError("Invalid file: upload it as multipart/form-data, with a file name", this.path(name));
  }

  /** An integer for "exactly then", or the comparisons sent. */
  range(name: string): { operator: "=" | ">" | ">=" | "<" | "<="; value: number }[] {
    const value = this.#take(name);
    if (value === undefined || value === "") return [];
    if (!isHash(value)) return [{ operator: "=", value: toInteger(value, this.path(name)) }];

    const operators = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;
    return Object.entries(value).map(([key, bound]) => {
      const path = `${this.path(name)}[${key}]`;
      const operator = Object.entries(operators).find(([comparison]) => comparison === key)?.[1];
      if (!operator) throw unknown(path);
      return { operator, value: toInteger(bound, path) };
    });
  }

  /** Changes to metadata: null empties all of it, an empty text deletes that key. */
  metadata(name = "metadata"): Metadata | null | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    if (value === "") return null;
    if (!isHash(value)) throw parameterError("Invalid object", this.path(name));

    const changes = new Map<string, string>();
    for (const [key, text] of Object.entries(value)) {
      const path = `${this.path(name)}[${key}]`;
      if (typeof text !== "string") throw parameterError(`Invalid string: ${JSON.stringify(text)}`, path);
      if (key.length > 40) {
        throw parameterError(`Metadata keys must be at most 40 characters long. Yours was ${key.length}.`, path);
      }
      if (text.length > 500) {
        throw parameterError(`Metadata values can have up to 500 characters. Yours had ${text.length}.`, path);
      }
      changes.set(key, text);
    }
    return Object.fromEntries(changes);
  }

  /** Throws `parameter_unknown` for the parameters, nested ones included, that nothing read. */
  finish(): void {
    const [first, ...more] = this.#unread();
    if (first !== undefined) throw unknown(first, ...more);
  }

  #unread(): string[] {
    const here = Object.keys(this.#values).filter((name) => !this.#read.has(name));
    return [...here.map((name) => this.path(name)), ...this.#children.flatMap((child) => child.#unread())];
  }

  #filled(name: string): FormValue | undefined {
    if (this.isEmpty(name)) throw emptyValue(this.path(name));
    return this.#take(name);
  }

  #take(name: string): FormValue | undefined {
    this.#read.add(name);
    return this.#values[name];
  }

  /** The parameter's whole name, as errors say it: `company[address][city]`. */
  path(name: string): string {
    return this.#prefix ? `${this.#prefix}[${name}]` : name;
  }
}

/** Metadata after `changes`. Throws if more than 50 keys would result. */
export function mergeMetadata(metadata: Metadata, changes: Metadata | null | undefined): Metadata {
  if (changes === null) return {};

  // A Map, because a plain object would take the key `__proto__` for something else.
  const merged = new Map(Object.entries(metadata));
  for (const [key, value] of Object.entries(changes ?? {})) {
    if (value === "") merged.delete(key);
    else merged.set(key, value);
  }
  if (merged.size > 50) throw parameterError("Metadata can have up to 50 keys.", "metadata");
  return Object.fromEntries(merged);
}

/** Text that must be an absolute http(s) URL, as given. */
export function checkUrl(url: string, param: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed && (parsed.protocol === "http:" || parsed.protocol === "https:")) return url;

  throw parameterError("Not a valid URL", param, "url_invalid");
}

/** Text that must be formed like an e-mail address, as given. */
export function checkEmail(email: string, param: string): string {
  if (/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email)) return email;

  throw parameterError(`Invalid email address: ${email}`, param, "email_invalid");
}

/** The error for a required parameter that was not sent. */
export function missing(param: string): ApiError {
  return parameterError(`Missing required param: ${param}.`, param, "parameter_missing");
}

const unknown = (param: string, ...more: string[]) =>
  parameterError(
    `Received unknown parameter${more.length > 0 ? "s" : ""}: ${[param, ...more].join(", ")}`,
    param,
    "parameter_unknown",
  );

/** The items of an array, in order, with the key each was sent under. */
function itemsOf(value: FormValue, param: string): [string, FormValue][] {
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item]);
  if (!isHash(value) || !Object.keys(value).every((key) => /^\d{1,9}$/.test(key))) {
    throw parameterError("Invalid array", param);
  }
  return Object.entries(value).sort(([one], [other]) => Number(one) - Number(other));
}

/** The error for what was sent empty and cannot be unset. */
export const emptyValue = (param: string) =>
  parameterError(
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
    param,
    "parameter_invalid_empty",
  );

function toOneOf<Value extends string>(value: string, allowed: readonly Value[], param: string): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;

  const words = allowed.length > 1 ? `${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}` : allowed.join();
  throw parameterError(`Invalid ${param}: must be one of ${words}`, param);
}

function toInteger(value: FormValue, param: string): number {
  if (typeof value === "string" && /^-?\d{1,15}$/.test(value)) return Number(value);
  throw parameterError(`Invalid integer: ${echo(value)}`, param, "parameter_invalid_integer");
}

const echo = (value: FormValue) => (typeof value === "string" ? value : JSON.stringify(value));
