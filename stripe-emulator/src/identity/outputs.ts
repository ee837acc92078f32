import { ControlError } from "../control/errors.ts";
import type { Address, DateParts } from "../records/common.ts";
import { documentTypes, type Person, type Sex } from "../records/person.ts";

/** What `submit` may say about the person instead of what would be invented; every part is optional. */
export type OutputsOverride = Partial<Omit<Person, "document">> & { document?: Partial<Person["document"]> };

const idNumberTypes = ["br_cpf", "sg_nric", "us_ssn"] as const;
const sexes: readonly Sex[] = ["female", "male", "unknown"];
const texts = ["first_name", "last_name", "place_of_birth", "id_number", "email", "phone"] as const;

/** Checks an `outputs` value from outside. Throws ControlError naming the property, never its value. */
export function parseOutputs(value: unknown): OutputsOverride {
  const given = toHash(value, "outputs");
  const outputs: OutputsOverride = {};
  for (const [name, item] of Object.entries(given)) {
    const path = `outputs.${name}`;
    const text = texts.find((known) => known === name);
    if (text) outputs[text] = toText(item, path);
    else if (name === "dob") outputs.dob = toDate(item, path);
    else if (name === "sex") outputs.sex = item === null ? null : toOneOf(item, sexes, path);
    else if (name === "id_number_type") {
      outputs.id_number_type = item === null ? null : toOneOf(item, idNumberTypes, path);
    } else if (name === "address") outputs.address = item === null ? null : toAddress(item, path);
    else if (name === "document") outputs.document = toDocument(item, path);
    else throw new ControlError(`Unknown property: ${path}`);
  }
  return outputs;
}

/** The invented person with what the caller said laid over. Of a US number Stripe keeps the last four digits only. */
export function overridePerson(invented: Person, outputs: OutputsOverride): Person {
  const person = { ...invented, ...outputs, document: { ...invented.document, ...outputs.document } };
  if (person.id_number_type === "us_ssn") person.id_number = person.id_number?.slice(-4) ?? null;
  return person;
}

function toDocument(value: unknown, path: string): Partial<Person["document"]> {
  const document: Partial<Person["document"]> = {};
  for (const [name, item] of Object.entries(toHash(value, path))) {
    const inner = `${path}.${name}`;
    if (name === "type") document.type = toOneOf(item, documentTypes, inner);
    else if (name === "issuing_country" || name === "number") document[name] = toText(item, inner);
    else if (name === "issued_date" || name === "expiration_date") document[name] = toDate(item, inner);
    else throw new ControlError(`Unknown property: ${inner}`);
  }
  return document;
}

function toAddress(value: unknown, path: string): Address {
  const address: Address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  for (const [name, item] of Object.entries(toHash(value, path))) {
    if (!isAddressLine(name)) throw new ControlError(`Unknown property: ${path}.${name}`);
    address[name] = toText(item, `${path}.${name}`);
  }
  return address;
}

const isAddressLine = (name: string): name is keyof Address =>
  ["city", "country", "line1", "line2", "postal_code", "state"].includes(name);

function toDate(value: unknown, path: string): DateParts | null {
  if (value === null) return null;
  const { day = null, month = null, year = null, ...rest } = toHash(value, path);
  const part = (item: unknown) => {
    if (item === null || (typeof item === "number" && Number.isInteger(item))) return item;
    throw new ControlError(`${path} must be {day, month, year} of integers or null.`);
  };
  if (Object.keys(rest).length > 0) throw new ControlError(`${path} must be {day, month, year}.`);
  return { day: part(day), month: part(month), year: part(year) };
}

function toText(value: unknown, path: string): string | null {
  if (value === null || typeof value === "string") return value;
  throw new ControlError(`${path} must be text or null.`);
}

function toOneOf<Value extends string>(value: unknown, allowed: readonly Value[], path: string): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new ControlError(`${path} must be one of ${allowed.join(", ")}.`);
  return found;
}

function toHash(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new ControlError(`${path} must be an object.`);
}
