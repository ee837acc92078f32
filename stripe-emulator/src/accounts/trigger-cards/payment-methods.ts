import type { Call, Endpoint } from "../../http/endpoint.ts";
import { ApiError } from "../../http/errors.ts";
import type { Wire } from "../../http/expand.ts";
import { mergeMetadata, missing, type Parameters } from "../../http/parameters.ts";
import { newId } from "../../ids.ts";
import type { Card } from "../../records/card.ts";
import type { PaymentMethodRecord } from "../../records/payment-method.ts";
import type { AccountContext } from "../change.ts";
import { cardDetails, noBillingDetails, noChecks, noPayments, readCard } from "./cards.ts";
import { cardOfToken } from "./payment.ts";

const kind = "payment_method";

/** Stripe API, PaymentMethods: create, of a trigger card alone, also with the publishable key. */
export const paymentMethodEndpoints: readonly Endpoint<AccountContext>[] = [
  {
    method: "POST",
    path: "/v1/payment_methods",
    kind,
    permission: "payment_methods_write",
    fromPages: true,
    prepare: prepareCreate,
  },
];

function prepareCreate(parameters: Parameters) {
  const cardGiven = readPaymentMethod(parameters);
  const metadata = mergeMetadata({}, parameters.metadata());
  return (call: Call, context: AccountContext) => {
    const method: PaymentMethodRecord = {
      id: newId("pm"),
      object: "payment_method",
      created: context.clock.now(),
      livemode: false,
      metadata,
      type: "card",
      internal: { card: cardGiven(call, context), used: false },
    };
    context.objects.insert(kind, call.account, method);
    return call.show(kind, method);
  };
}

/** Reads what makes a PaymentMethod: a card, by its number or by a token, which is used up once the answer asks for the card. */
export function readPaymentMethod(parameters: Parameters): (call: Call, context: AccountContext) => Card {
  if (!parameters.oneOf("type", ["card"])) throw missing(parameters.path("type"));
  const given = parameters.hash("card");
  if (!given) throw missing(parameters.path("card"));
  const token = given.string("token");
  if (token) return (call, context) => cardOfToken(context, call, token, given.path("token"));
  const card = readCard(given);
  return () => card;
}

/** The card of a PaymentMethod of the account that is charged, which is used up. Throws 400 if it is not there, or was used. */
export function cardOfPaymentMethod({ objects }: AccountContext, call: Call, id: string): Card {
  const method = call.find(kind, id);
  if (!method)
    throw noPayments("it takes PaymentMethods that were made of the trigger cards", kind, "resource_missing");
  if (method.internal.used) {
    throw new ApiError(
      "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.",
      { param: kind },
    );
  }
  method.internal.used = true;
  objects.update(kind, method);
  return method.internal.card;
}

export function paymentMethodToWire({ internal: { card }, ...shown }: PaymentMethodRecord): Wire {
  return {
    ...shown,
    allow_redisplay: "unspecified",
    billing_details: noBillingDetails,
    card: {
      ...cardDetails(card),
      checks: noChecks,
      display_brand: "visa",
      generated_from: null,
      networks: { available: ["visa"], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    customer: null,
    customer_account: null,
  };
}
