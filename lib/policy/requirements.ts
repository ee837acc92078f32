import "server-only";
import { env } from "@/lib/env";
import { type DocumentType, documentTypes } from "@/lib/stripe/document-types";

/** What this installation asks of people. Read from the environment; editable policies come later. */
export type Policy = {
  maxAttempts: number;
  allowedDocuments: readonly DocumentType[];
  requireIdNumber: boolean;
  /** `vf_…`: takes the place of the document options. */
  verificationFlow: string | null;
  /** Whether names and address of verified_outputs are kept (encrypted) or not at all. */
  keepOutputs: boolean;
  /**
   * To whom a VerificationSession is related at Stripe. `customer`: a customer of the person's own, which is made with the first
   * session and told the result; `account`: the seller's connected account, where there is one, as a customer.
   */
  customers: "none" | "customer" | "account";
  /** What a customer is told of the person: nothing, the mail address, or also the name that was verified, if it is kept. */
  customerDetails: "none" | "email" | "full";
};

/** The policy in force. */
export const currentPolicy = (): Policy => ({ ...env().policy, allowedDocuments: documentTypes });

/** The wording under which a seller accepts Stripe's terms; the text is in `messages/en/connect.json`. */
export const sellerTermsVersion = 1;

/** The wording of consent that is shown now; the text is in the message files under `consent.v2`. */
export const consentVersion = 2;
