import type { Person } from "../records/person.ts";

/** What `submit` may say about the person instead of what would be invented; every part is optional. */
export type OutputsOverride = Partial<Omit<Person, "document">> & { document?: Partial<Person["document"]> };

/** The invented person with what the caller said laid over. Of a US number Stripe keeps the last four digits only. */
export function overridePerson(invented: Person, outputs: OutputsOverride): Person {
  const person = { ...invented, ...outputs, document: { ...invented.document, ...outputs.document } };
  if (person.id_number_type === "us_ssn") person.id_number = person.id_number?.slice(-4) ?? null;
  return person;
}
