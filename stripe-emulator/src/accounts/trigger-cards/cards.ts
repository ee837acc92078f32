import { parameterError } from "../../http/errors.ts";
import type { Wire } from "../../http/expand.ts";
import { missing, type Parameters } from "../../http/parameters.ts";
import { newId } from "../../ids.ts";
import type { Card, Trigger } from "../../records/card.ts";

type Known = { trigger: Trigger; number: string; tokens: readonly string[] };

/** docs.stripe.com/connect/testing, trigger cards; testing-verification, the older names of their tokens. */
const known: readonly Known[] = [
  {
    trigger: "next_requirements",
    number: "4000000000004202",
    tokens: ["tok_visa_triggerNextRequirements", "tok_visa_triggerVerification"],
  },
  { trigger: "charge_block", number: "4000000000004210", tokens: ["tok_visa_triggerChargeBlock"] },
  {
    trigger: "payout_block",
    number: "4000000000004236",
    tokens: ["tok_visa_triggerPayoutBlock", "tok_visa_triggerTransferBlock"],
  },
];

const last4Of = (trigger: Trigger) => known.find((card) => card.trigger === trigger)?.number.slice(-4);

/** A refusal that says what is taken instead. It repeats nothing of the call: there may be the number of a card in it. */
export const noPayments = (instead: string, param: string, code?: string) =>
  parameterError(`This emulator has no payments: ${instead}.`, param, code);

export const noSuchCardToken = (param: string) =>
  noPayments(
    `it takes tokens that were made of the trigger cards, and ${known.flatMap(({ tokens }) => tokens).join(", ")}`,
    param,
    "resource_missing",
  );

/** The card of a token that is always there; null for any other. */
export function testTokenCard(token: string): Card | null {
  const found = known.find(({ tokens }) => tokens.includes(token));
  return found ? { id: newId("card"), trigger: found.trigger, exp_month: 12, exp_year: 2034 } : null;
}

/** A card by its number. Throws 400 for any number but those of the trigger cards; neither `cvc` nor the expiry is judged. */
export function readCard(parameters: Parameters): Card {
  const number = parameters.requiredString("number").replace(/[ -]/g, "");
  const found = known.find((card) => card.number === number);
  if (!found) {
    const numbers = known.map((card) => card.number).join(", ");
    throw noPayments(`of card numbers it takes ${numbers}`, parameters.path("number"));
  }
  const required = (name: string) => {
    const given = parameters.integer(name);
    if (!given) throw missing(parameters.path(name));
    return given;
  };
  parameters.string("cvc");
  const [exp_month, exp_year] = [required("exp_month"), required("exp_year")];
  return { id: newId("card"), trigger: found.trigger, exp_month, exp_year };
}

/** What every form of a card shows of it. */
export function cardDetails({ trigger, exp_month, exp_year }: Card) {
  return { brand: "visa", country: "US", exp_month, exp_year, funding: "credit", last4: last4Of(trigger) };
}

/** Stripe API, Card: the `card` of a token, the `source` of a charge. */
export function cardToWire(card: Card): Wire {
  return {
    ...cardDetails(card),
    id: card.id,
    object: "card",
    address_city: null,
    address_country: null,
    address_line1: null,
    address_line1_check: null,
    address_line2: null,
    address_state: null,
    address_zip: null,
    address_zip_check: null,
    brand: "Visa",
    customer: null,
    cvc_check: null,
    dynamic_last4: null,
    metadata: {},
    name: null,
    regulated_status: "unregulated",
    tokenization_method: null,
  };
}

/** Stripe API, `billing_details` of whom nothing was said. */
export const noBillingDetails: Wire = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

export const noChecks: Wire = { address_line1_check: null, address_postal_code_check: null, cvc_check: null };
