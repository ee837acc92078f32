import type { Field } from "../../http/fields.ts";
import type { Plan } from "../../records/check.ts";
import type { IdentityNumber } from "../../records/identity-number.ts";
import { normalizedNumber, planFor, type Tested } from "../test-values.ts";

/**
 * A number of somebody, reduced to what checks need as soon as it is read: nothing else of it is kept. `of` says which test
 * values it has; the table's rows for numbers hold in every country.
 */
export const identityNumber =
  (of: Extract<Tested, "id_number" | "ssn_last_4" | "company.tax_id"> | null): Field<IdentityNumber> =>
  (parameters, name) => {
    const value = parameters.text(name);
    return value === undefined ? undefined : toIdentityNumber(of, value);
  };

/** What is kept of a number, or of the PII token in its place. */
export function toIdentityNumber(of: Tested | null, value: string): IdentityNumber {
  const verified: Plan = { outcome: "verified", seconds: 0 };
  if (value.startsWith("pii_")) return { length: 0, isDigits: false, plan: verified, token: value };
  const plain = value.replace(/[\s./-]/g, "");
  const normalized = normalizedNumber(plain, of === "ssn_last_4" ? 4 : 9);
  return {
    length: plain.length,
    isDigits: /^\d+$/.test(plain),
    plan: (of && planFor(of, normalized, "")) ?? verified,
  };
}
