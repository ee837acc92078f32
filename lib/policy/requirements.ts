import "server-only";
import { env } from "@/lib/env";
import { type DocumentType, documentTypes } from "@/lib/stripe/document-types";
import type { Asks } from "@/lib/stripe/session-demand";

/** What this installation asks of people. Read from the environment; editable policies come later. */
export type Policy = {
  maxAttempts: number;
  allowedDocuments: readonly DocumentType[];
  asks: Asks;
  /** Whether names and address of verified_outputs are kept (encrypted) or not at all. */
  keepOutputs: boolean;
  /**
   * To whom a VerificationSession is related at Stripe. `customer`: a customer of the person's own, which is made with the first
   * session and told the result; `account`: the seller's connected account, where there is one, as a customer.
   */
  customers: "none" | "customer" | "account";
  /** What a customer is told of the person: nothing, the mail address, or also the name that was verified, if it is kept. */
  customerDetails: "none" | "email" | "full";
  /** Who asks a seller for what Stripe wants: our own forms, or Stripe's embedded onboarding in their place. */
  sellerPages: "own" | "embedded";
};

/** The policy in force. */
export function currentPolicy(): Policy {
  const { type, requireIdNumber, verificationFlow, ...policy } = env().policy;
  return { ...policy, allowedDocuments: documentTypes, asks: asksOf(type, requireIdNumber, verificationFlow) };
}

function asksOf(type: "document" | "id_number", requireIdNumber: boolean, flow: string | null): Asks {
  if (flow !== null) return { type: "verification_flow", flow };
  return type === "id_number" ? { type } : { type, requireIdNumber };
}

/** The wording under which a seller accepts Stripe's terms; the text is in `messages/en/connect.json`. */
export const sellerTermsVersion = 1;

/** The wording under which somebody invited agrees to document and selfie: `invited.selfie.v1` of `messages/en/applicant.json`. */
export const personConsentVersion = 1;

/**
 * The wording of consent that is shown now: `consent.v3` of the message files where an ID number alone is asked for, which is no
 * biometric data, else `consent.v2`. Whoever agreed to another wording is asked again.
 */
export const consentVersion = (): 2 | 3 => (currentPolicy().asks.type === "id_number" ? 3 : 2);
