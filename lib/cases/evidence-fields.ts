import type { Evidence } from "@/lib/cases/schema";

// Apart from the schemas: the browser needs these names, and zod tries `eval`, which the content security policy reports.

/** The fields of evidence, in the order in which they are shown. */
export const valueNames = [
  "dateOfBirth",
  "sex",
  "placeOfBirth",
  "idNumber",
  "documentNumber",
  "expiresOn",
] as const satisfies (keyof Evidence)[];

/** One of them. */
export type ValueName = (typeof valueNames)[number];
