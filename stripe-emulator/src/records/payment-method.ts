import type { Card } from "./card.ts";
import type { Metadata } from "./common.ts";

/** Stripe API, PaymentMethod: a card, without a customer and so for one payment. */
export type PaymentMethodRecord = {
  id: string;
  object: "payment_method";
  created: number;
  livemode: false;
  metadata: Metadata;
  type: "card";
  internal: { card: Card; used: boolean };
};
