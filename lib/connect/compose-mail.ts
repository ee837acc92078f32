import "server-only";
import { invitationMailOf } from "@/lib/connect/invitations";
import { sellerMailOf } from "@/lib/connect/seller-mail";
import type { Compose } from "@/lib/mail/outbox";

/** Writes every mail of the outbox. */
export const composeMail: Compose = async ({ kind, ...mail }, locale) => {
  if (kind === "person_invited") return invitationMailOf({ ...mail, kind }, locale);
  const content = await sellerMailOf({ ...mail, kind }, locale);
  return content && { content, to: null };
};
