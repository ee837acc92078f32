import { emptyValue, missing, type Parameters } from "./parameters.ts";

/**
 * Reads one parameter by its name. Undefined: it was not sent. Null: it was sent empty, which clears it; only `orNone` takes that,
 * all others refuse it as Stripe does.
 */
export type Field<Value> = (parameters: Parameters, name: string) => Value | null | undefined;

/** A field for every property of what is given. */
export type FieldsOf<Whole> = { readonly [Name in keyof Required<Whole>]: Field<NonNullable<Whole[Name]>> };

/** Text of at most so many characters. */
export const text =
  (most = 5000): Field<string> =>
  (parameters, name) =>
    parameters.text(name, most);

export const flag: Field<boolean> = (parameters, name) => parameters.boolean(name);

export const integer: Field<number> = (parameters, name) => parameters.integer(name);

export const texts: Field<string[]> = (parameters, name) => {
  if (parameters.isEmpty(name)) throw emptyValue(parameters.path(name));
  return parameters.strings(name);
};

/** As `field`, and an empty value clears it: for what Stripe's OpenAPI document says so of. */
export const orNone =
  <Value>(field: Field<Value>): Field<Value> =>
  (parameters, name) =>
    parameters.isEmpty(name) ? null : field(parameters, name);

/** One of these words. */
export const oneOf =
  <const Word extends string>(...words: readonly Word[]): Field<Word> =>
  (parameters, name) =>
    parameters.oneOf(name, words);

/** An array of these words. */
export const manyOf =
  <const Word extends string>(...words: readonly Word[]): Field<Word[]> =>
  (parameters, name) =>
    parameters.manyOf(name, words);

/** Text that `check` accepts; it throws an ApiError with the path it is given, or answers the text to keep. */
export const checked =
  (check: (value: string, param: string) => string, most = 5000): Field<string> =>
  (parameters, name) => {
    const value = parameters.text(name, most);
    return value && check(value, parameters.path(name));
  };

/** A hash, changed part by part. */
export const hash =
  <Whole extends object>(fields: FieldsOf<Whole>): Field<Whole> =>
  (parameters, name) => {
    const given = parameters.hash(name);
    return given && readFields(given, fields);
  };

/** A hash of which all parts must be there. */
export const whole =
  <Whole extends object>(fields: { readonly [Name in keyof Whole]: Field<NonNullable<Whole[Name]>> }): Field<Whole> =>
  (parameters, name) => {
    const given = parameters.hash(name);
    if (!given) return given;
    const parts = Object.entries<Field<unknown>>(fields).map(([part, field]) => {
      const value = field(given, part);
      if (value === undefined || value === null) throw missing(given.path(part));
      return [part, value];
    });
    // Every part of Whole is there, each read by its own field.
    return Object.fromEntries(parts) as Whole;
  };

/** What was sent of these fields. */
export function readFields<Whole extends object>(parameters: Parameters, fields: FieldsOf<Whole>): Whole {
  const read = Object.entries<Field<unknown>>(fields)
    .map(([name, field]) => [name, field(parameters, name)] as const)
    .filter(([, value]) => value !== undefined);
  // Each value was read by the field of its own name, and all of a Whole that is Given may be absent.
  return Object.fromEntries(read) as Whole;
}

/** What was given with the changes laid over it: hashes part by part, all else as a whole; null takes away. */
export function merged<Whole extends object>(given: Whole, changes: Whole): Whole {
  const values = new Map<string, unknown>(Object.entries(given));
  for (const [name, change] of Object.entries(changes)) {
    const before = values.get(name);
    if (change === null) values.delete(name);
    else values.set(name, isPlain(change) ? merged(isPlain(before) ? before : {}, change) : change);
  }
  // Names and values are those of two Wholes.
  return Object.fromEntries(values) as Whole;
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
