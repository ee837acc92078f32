import type { QueueRow } from "@/lib/cases/schema";

/** A first and a last name from one source; either may be unknown. */
export type NameParts = { firstName: string | null; lastName: string | null };

const join = (parts: NameParts | null) => [parts?.firstName, parts?.lastName].filter(Boolean).join(" ");

/**
 * The name that every view shows, and where it is from: the document's as soon as Stripe read any part of it, else the
 * declared one. Never a part of each: nobody is called that.
 */
export function nameOf(sources: { document: NameParts | null; declared: NameParts | null }): QueueRow["name"] {
  const document = join(sources.document);
  if (document) return { kind: "known", text: document, source: "document" };
  const declared = join(sources.declared);
  return declared ? { kind: "known", text: declared, source: "declared" } : { kind: "none" };
}
