import type { ComparedField, Comparison } from "@/lib/verification/schema";

/** Letters and digits only, without accents or case: what survives any spelling of one name. */
const bare = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLocaleLowerCase("en")
    .replace(/[^\p{L}\p{N}]/gu, "");

/** How two spellings relate. Nothing to compare when either is unknown. */
export function compareText(declared: string | null, verified: string | null): Comparison {
  if (!declared || !verified) return "not_compared";
  if (declared === verified) return "same";
  return bare(declared) === bare(verified) ? "similar" : "differs";
}

type Verified = { firstName: string | null; lastName: string | null; address: string | null };

/** Lines of the compare table. `verified.address` is Stripe's address as JSON; verified_outputs exist only once verified. */
export function compareFields(input: {
  declared: { firstName: string | null; lastName: string | null; country: string | null; email: string };
  verified: Verified | null;
}): ComparedField[] {
  const { declared, verified } = input;
  // Ours to trust: the text was written by sealedFields from Stripe's address, which the gateway had narrowed.
  const address = verified?.address
    ? (JSON.parse(verified.address) as Record<string, string | null | undefined>)
    : null;
  const lines = [address?.line1, address?.line2].filter(Boolean).join(", ") || null;
  const city = [address?.city, address?.state, address?.postal_code].filter(Boolean).join(", ") || null;

  const field = (name: ComparedField["field"], told: string | null, read: string | null): ComparedField => ({
    field: name,
    declared: told,
    verified: read,
    comparison: compareText(told, read),
  });
  return [
    field("first_name", declared.firstName, verified?.firstName ?? null),
    field("last_name", declared.lastName, verified?.lastName ?? null),
    field("email", declared.email, null),
    field("address", null, lines),
    field("city", null, city),
    field("country", declared.country, address?.country ?? null),
  ];
}
