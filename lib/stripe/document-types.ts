/** Stripe API, options.document.allowed_types. */
export const documentTypes = ["passport", "id_card", "driving_license"] as const;

/** A kind of document that Stripe can check. */
export type DocumentType = (typeof documentTypes)[number];
