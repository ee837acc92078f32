import type { Parameters } from "@/lib/stripe/accounts";

/** Entries whose parameter has another name (recorded answers of 2024; Stripe API, Account update). */
const renamed: Readonly<Record<string, string>> = { "company.business_vat_id_number": "company.vat_id" };

/** What was typed, by entry: a text, or several. */
export type Values = Readonly<Record<string, string | readonly string[]>>;

const isHash = (value: Parameters[string] | undefined): value is Parameters =>
  typeof value === "object" && !Array.isArray(value);

/** Values by entry as Stripe's nested parameters: `dob.day` becomes `dob[day]`. */
export function toParameters(values: Values): Parameters {
  const nested: Parameters = {};
  for (const [entry, value] of Object.entries(values)) {
    const parts = (renamed[entry] ?? entry).split(".");
    let at = nested;
    for (const part of parts.slice(0, -1)) {
      const inner = at[part];
      const next = isHash(inner) ? inner : {};
      at[part] = next;
      at = next;
    }
    at[parts.at(-1) ?? entry] = value;
  }
  return nested;
}
