import type { BusinessType, Company, Individual } from "./account.ts";
import type { PersonDetails } from "./account-person.ts";
import type { Card } from "./card.ts";
import type { Plan } from "./check.ts";
import type { Metadata } from "./common.ts";
import type { BankDetails } from "./external-account.ts";
import type { IdentityNumber } from "./identity-number.ts";

/** Stripe API, Token: stands once for what must not pass through the platform's server. */
export type AccountTokenRecord = {
  id: string;
  object: "token";
  /** Of a token for one: what it shows of the bank account. */
  bank_account?: BankDetails & { id: string; object: "bank_account"; status: "new" };
  client_ip: string | null;
  created: number;
  livemode: false;
  type: TokenContent["type"];
  used: boolean;
  internal: {
    /** Null once it was used: what it stood for is no longer kept. */
    content: TokenContent | null;
    /** Of a token for one: what it shows of the card, also once it was used. */
    card?: Card;
  };
};

/** Null empties it; undefined: nothing is said of it. */
type MetadataChanges = Metadata | null | undefined;

/** What a token stands for. */
export type TokenContent =
  | {
      type: "account";
      businessType: BusinessType | null;
      company: Company | null;
      individual: { details: Individual; metadata: MetadataChanges } | null;
      ownershipSigned: boolean;
      tosAccepted: boolean;
    }
  | { type: "person"; details: PersonDetails; metadata: MetadataChanges }
  | { type: "card"; card: Card }
  | { type: "pii"; idNumber: IdentityNumber }
  | { type: "bank_account"; bank: BankDetails; ownership: Plan | null };
