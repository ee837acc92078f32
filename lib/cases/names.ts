import type { QueueRow } from "@/lib/cases/schema";
import { personName } from "@/lib/person-name";

/** A first and a last name from one source; either may be unknown. */
export type NameParts = { firstName: string | null; lastName: string | null };

/**
 * The name that every view shows, and where it is from: the document's as soon as Stripe read any part of it, else the
 * declared one. Never a part of each: nobody is called that.
 */
export function nameOf(sources: { document: NameParts | null; declared: NameParts | null }): QueueRow["name"] {
  const document = sources.document && personName(sources.document);
  if (document) return { kind: "known", text: document, source: "document" };
  const declared = sources.declared && personName(sources.declared);
  return declared ? { kind: "known", text: declared, source: "declared" } : { kind: "none" };
}
