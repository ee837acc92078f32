import type { ComparedField, Comparison } from "@/lib/cases/schema";
import { areSpellingsOfOne } from "@/lib/cases/spelling";
import type { DeclaredDetails } from "@/lib/verification/schema";

/** How two spellings relate. Nothing to compare when either is unknown. */
export function compareText(declared: string | null, verified: string | null): Comparison {
  if (!declared || !verified) return "not_compared";
  if (declared.normalize() === verified.normalize()) return "same";
  return areSpellingsOfOne(declared, verified) ? "similar" : "differs";
}

/** What some countries print in place of their ISO code; ICAO Doc 9303, part 3, section 5. */
const printedCodes: Record<string, string> = {
  D: "DE",
  GBD: "GB",
  GBN: "GB",
  GBO: "GB",
  GBP: "GB",
  GBS: "GB",
  RKS: "XK",
};

/** Codes have no spelling: the same country or another. A code that Stripe gave and nobody knows is compared with nothing. */
function compareCountries(declared: string | null, verified: string | null): Comparison {
  if (!declared || !verified || verified === "unknown") return "not_compared";
  return declared === (printedCodes[verified] ?? verified) ? "same" : "differs";
}

type Verified = { firstName: string | null; lastName: string | null; address: string | null };

/**
 * Lines of the compare table; each field stands beside its own kind. `declared.documentCountry` is where the person says
 * the document is from, so it is held against the document's issuing country and never against the address. About the
 * address nothing is asked. `verified.address` is Stripe's address as JSON; verified_outputs exist only once verified.
 */
export function compareFields(input: {
  declared: DeclaredDetails;
  email: string;
  /** ISO 3166-1 alpha-2, of the document that was read; known before anything is verified. */
  documentCountry: string | null;
  verified: Verified | null;
}): ComparedField[] {
  const { declared, documentCountry, verified } = input;
  // Ours to trust: the text was written by sealedFields from Stripe's address, which the gateway had narrowed.
  const address = verified?.address
    ? (JSON.parse(verified.address) as Record<string, string | null | undefined>)
    : null;
  const lines = [address?.line1, address?.line2].filter(Boolean).join(", ") || null;
  const city = [address?.city, address?.state, address?.postal_code].filter(Boolean).join(", ") || null;

  const name = (field: "first_name" | "last_name", given: string | null, read: string | null): ComparedField => ({
    field,
    declared: given,
    verified: read,
    comparison: compareText(given, read),
  });
  const alone = (field: ComparedField["field"], given: string | null, read: string | null): ComparedField => ({
    field,
    declared: given,
    verified: read,
    comparison: "not_compared",
  });
  return [
    name("first_name", declared.firstName, verified?.firstName ?? null),
    name("last_name", declared.lastName, verified?.lastName ?? null),
    {
      field: "document_country",
      declared: declared.documentCountry,
      verified: documentCountry,
      comparison: compareCountries(declared.documentCountry, documentCountry),
    },
    alone("email", input.email, null),
    alone("address", null, lines),
    alone("city", null, city),
    alone("address_country", null, address?.country ?? null),
  ];
}
