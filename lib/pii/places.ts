import type { Place } from "@/lib/pii/cipher";

/** Every encrypted column, each with the row it belongs to. The database's names, so that a ciphertext cannot be moved. */
export const place = {
  declaredDetails: (id: string): Place => ({ table: "declared_details", column: "details", rowId: id }),
  outputFirstName: (sessionId: string): Place => ({
    table: "verification_session",
    column: "output_first_name",
    rowId: sessionId,
  }),
  outputLastName: (sessionId: string): Place => ({
    table: "verification_session",
    column: "output_last_name",
    rowId: sessionId,
  }),
  outputAddress: (sessionId: string): Place => ({
    table: "verification_session",
    column: "output_address",
    rowId: sessionId,
  }),
  metadata: (sessionId: string): Place => ({ table: "verification_session", column: "metadata", rowId: sessionId }),
  accountField: (column: "name" | "external_accounts" | "terms_address" | "terms_agent", accountId: string): Place => ({
    table: "connected_account",
    column,
    rowId: accountId,
  }),
  accountAskLine: (askId: string): Place => ({ table: "account_ask", column: "line", rowId: askId }),
  /** `draft`: its account, task and person, with colons between. */
  draftFields: (draft: string): Place => ({ table: "task_draft", column: "fields", rowId: draft }),
  invitationEmail: (invitationId: string): Place => ({
    table: "person_invitation",
    column: "email",
    rowId: invitationId,
  }),
  accountPersonField: (column: "first_name" | "last_name" | "title" | "email", personId: string): Place => ({
    table: "account_person",
    column,
    rowId: personId,
  }),
  eventPayload: (stripeEventId: string): Place => ({ table: "stripe_event", column: "payload", rowId: stripeEventId }),
};
