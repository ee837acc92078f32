import "server-only";
import type Stripe from "stripe";
import { z } from "zod";
import type { DocumentType } from "@/lib/stripe/document-types";
import { block, text, word } from "@/lib/stripe/readers";

/*
 * What a VerificationSession asks of a person: as the policy wants it, as Stripe's parameters, and whether one that was read differs.
 */

/**
 * What a VerificationSession asks for (Stripe API, `type` and `verification_flow`): a document and a selfie, and an ID number if
 * wanted; an ID number with name and birth date alone; or what a flow of Stripe's Dashboard was set to, which we do not know.
 */
export type Asks =
  | { type: "document"; requireIdNumber: boolean }
  | { type: "id_number" }
  | { type: "verification_flow"; flow: string };

/** What a person is asked for, and what Stripe is told of them for it. */
export type SessionDemand = {
  asks: Asks;
  allowedTypes: readonly DocumentType[];
  /** Null: Stripe is told none. */
  email: string | null;
  /** In E.164; null: not known. Told once Stripe has said that the session checks it. */
  phone: string | null;
};

const documentOptions = ({ allowedTypes }: SessionDemand, requireIdNumber: boolean) => ({
  allowed_types: [...allowedTypes],
  require_live_capture: true,
  require_matching_selfie: true,
  require_id_number: requireIdNumber,
});

/** Parameters of a session that is no flow's. */
export function toTyped(
  demand: SessionDemand,
): Stripe.Identity.VerificationSessionUpdateParams & { type: "document" | "id_number" } {
  const { asks } = demand;
  return asks.type === "document"
    ? { type: asks.type, options: { document: documentOptions(demand, asks.requireIdNumber) } }
    : { type: "id_number" };
}

/** What a session that was read asks for, and its secrets, which are handed on and never kept. */
export const demanded = z.object({
  type: word,
  status: word,
  client_secret: text,
  url: text,
  options: block({
    document: block({
      allowed_types: z.array(z.string()).nullish().catch(null),
      require_id_number: z.boolean().nullish().catch(null),
      require_live_capture: z.boolean().nullish().catch(null),
      require_matching_selfie: z.boolean().nullish().catch(null),
    }),
    phone: block({ require_verification: z.boolean().nullish().catch(null) }),
  }),
  provided_details: block({ email: text, phone: text }),
});

type Demanded = z.infer<typeof demanded>;

/** The number to be told for this session: none where it checks none. */
const phoneFor = ({ options }: Demanded, { phone }: SessionDemand) =>
  options?.phone?.require_verification === true ? phone : null;

/**
 * Whether a session was told what the person has taken back. Stripe's OpenAPI document lists neither detail among the parameters that
 * an empty value unsets, and an empty value for others is refused: only another session is without it.
 */
export const isToldTooMuch = (held: Demanded, demand: SessionDemand): boolean =>
  ((held.provided_details?.email ?? null) !== null && demand.email === null) ||
  ((held.provided_details?.phone ?? null) !== null && phoneFor(held, demand) === null);

/** What Stripe is told of the person: all that is known. */
export function toDetails(
  held: Demanded,
  demand: SessionDemand,
): Pick<Stripe.Identity.VerificationSessionUpdateParams, "provided_details"> {
  const phone = phoneFor(held, demand);
  const { email } = demand;
  return email || phone ? { provided_details: { ...(email && { email }), ...(phone && { phone }) } } : {};
}

/** Whether a session asks for something else than the policy does now, or was told something else of the person. */
export function differs(held: Demanded, demand: SessionDemand): boolean {
  if ((held.provided_details?.email ?? null) !== demand.email) return true;
  if ((held.provided_details?.phone ?? null) !== phoneFor(held, demand)) return true;
  const { asks } = demand;
  // What a flow asks for is the flow's own.
  if (asks.type === "verification_flow") return false;
  if (held.type !== asks.type) return true;
  if (asks.type === "id_number") return false;
  const { allowed_types: allowed, ...flags } = documentOptions(demand, asks.requireIdNumber);
  const document = held.options?.document;
  return (
    [...allowed].sort().join() !== [...(document?.allowed_types ?? [])].sort().join() ||
    (document?.require_id_number ?? false) !== flags.require_id_number ||
    (document?.require_live_capture ?? false) !== flags.require_live_capture ||
    (document?.require_matching_selfie ?? false) !== flags.require_matching_selfie
  );
}
