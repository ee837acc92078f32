import type { Call, Endpoint } from "../../http/endpoint.ts";
import type { Wire } from "../../http/expand.ts";
import type { Parameters } from "../../http/parameters.ts";
import { newId } from "../../ids.ts";
import type { Card } from "../../records/card.ts";
import type { AccountContext } from "../change.ts";
import { cardDetails, cardToWire, noBillingDetails, noChecks, readCard } from "./cards.ts";
import { cardOfToken, pay, readPayment } from "./payment.ts";

/** Stripe API, Charges: create, of a trigger card alone. Nothing of the charge is kept, and nobody is told of it. */
export const chargeEndpoints: readonly Endpoint<AccountContext>[] = [
  { method: "POST", path: "/v1/charges", kind: null, permission: "charges_write", prepare: prepareCreate },
];

function prepareCreate(parameters: Parameters) {
  const payment = readPayment(parameters);
  const cardGiven = readSource(parameters);
  return (call: Call, context: AccountContext) => {
    const card = cardGiven(call, context);
    pay(context, call, payment, card);
    const transfer = payment.transfer_data && { amount: null, ...payment.transfer_data };
    return chargeToWire({ ...payment, transfer_data: transfer, created: context.clock.now() }, card);
  };
}

/** Reads what is charged: a token, or, as older guides have it, a card by its number. */
function readSource(parameters: Parameters): (call: Call, context: AccountContext) => Card {
  const given = parameters.isHash("source") ? parameters.hash("source") : null;
  if (given) {
    given.oneOf("object", ["card"]);
    const card = readCard(given);
    return () => card;
  }
  const token = parameters.requiredString("source");
  return (call, context) => cardOfToken(context, call, token, "source");
}

/** Stripe API, Charge that succeeded by a card; `balance_transaction` is null, because there is no balance. */
function chargeToWire({ amount, ...charged }: { amount: number } & Wire, card: Card): Wire {
  return {
    id: newId("ch"),
    object: "charge",
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: noBillingDetails,
    calculated_statement_descriptor: null,
    captured: true,
    customer: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: "approved_by_network",
      reason: null,
      risk_level: "normal",
      seller_message: "Payment complete.",
      type: "authorized",
    },
    paid: true,
    payment_intent: null,
    payment_method: card.id,
    payment_method_details: {
      type: "card",
      card: {
        ...cardDetails(card),
        amount_authorized: amount,
        authorization_code: null,
        checks: noChecks,
        electronic_commerce_indicator: null,
        installments: null,
        mandate: null,
        network: "visa",
        network_transaction_id: null,
        regulated_status: "unregulated",
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
      },
    },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: cardToWire(card),
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_group: null,
    ...charged,
  };
}
