import type { Call, Endpoint } from "../../http/endpoint.ts";
import { parameterError } from "../../http/errors.ts";
import type { Wire } from "../../http/expand.ts";
import { checkUrl, missing, type Parameters } from "../../http/parameters.ts";
import { newId, randomToken } from "../../ids.ts";
import type { Card } from "../../records/card.ts";
import type { AccountContext } from "../change.ts";
import { noPayments } from "./cards.ts";
import { pay, readPayment } from "./payment.ts";
import { cardOfPaymentMethod, readPaymentMethod } from "./payment-methods.ts";

/**
 * Stripe API, PaymentIntents: create and confirm in one, with a trigger card alone. Nothing of it is kept, nor of its charge,
 * and nobody is told of it.
 */
export const paymentIntentEndpoints: readonly Endpoint<AccountContext>[] = [
  {
    method: "POST",
    path: "/v1/payment_intents",
    kind: null,
    permission: "payment_intents_write",
    prepare: prepareCreate,
  },
];

function prepareCreate(parameters: Parameters) {
  const payment = readPayment(parameters);
  const paidWith = readPaidWith(parameters);
  const automatic = readAutomatic(parameters);
  const returnUrl = parameters.string("return_url");
  if (returnUrl) checkUrl(returnUrl, "return_url");
  parameters.manyOf("payment_method_types", ["card"]);
  if (!parameters.boolean("confirm")) {
    throw noPayments("a PaymentIntent is confirmed as it is made, by confirm=true", "confirm");
  }
  return (call: Call, context: AccountContext) => {
    const { id, card } = paidWith(call, context);
    pay(context, call, payment, card);
    const { amount } = payment;
    return {
      ...succeeded(),
      ...payment,
      amount_received: amount,
      automatic_payment_methods: automatic,
      created: context.clock.now(),
      payment_method: id,
    };
  };
}

/** Reads by which PaymentMethod is paid: one that was made, or one that is made of this. */
function readPaidWith(parameters: Parameters): (call: Call, context: AccountContext) => { id: string; card: Card } {
  const made = parameters.string("payment_method");
  const data = parameters.hash("payment_method_data");
  if (data) {
    if (made)
      throw parameterError(
        "Give either payment_method or payment_method_data.",
        "payment_method_data",
        "parameters_exclusive",
      );
    const card = readPaymentMethod(data);
    return (call, context) => ({ id: newId("pm"), card: card(call, context) });
  }
  if (!made) throw missing("payment_method");
  return (call, context) => ({ id: made, card: cardOfPaymentMethod(context, call, made) });
}

function readAutomatic(parameters: Parameters): Wire | null {
  const given = parameters.hash("automatic_payment_methods");
  const redirects = given?.oneOf("allow_redirects", ["always", "never"]) ?? "always";
  return given?.boolean("enabled") ? { allow_redirects: redirects, enabled: true } : null;
}

/** Stripe API, PaymentIntent that succeeded by a card, without what the call says. */
function succeeded(): Wire {
  const id = newId("pi");
  return {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount_capturable: 0,
    application: null,
    application_fee_amount: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: `${id}_secret_${randomToken(25)}`,
    confirmation_method: "automatic",
    customer: null,
    customer_account: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: newId("ch"),
    livemode: false,
    managed_payments: null,
    next_action: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_group: null,
  };
}
