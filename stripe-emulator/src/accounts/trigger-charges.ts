import type { Call, Endpoint } from "../http/endpoint.ts";
import { noSuch, parameterError } from "../http/errors.ts";
import type { Wire } from "../http/expand.ts";
import { missing, type Parameters } from "../http/parameters.ts";
import { newId } from "../ids.ts";
import type { AccountRecord } from "../records/account.ts";
import { raise } from "./assessment/raised.ts";
import { type AccountContext, changeAccount } from "./change.ts";
import { connected } from "./connected.ts";
import { currency } from "./parameters/account.ts";

/** What a threshold does to what is eventually due: asks for it by a time, or stops charges or payouts for the lack of it. */
type Threshold = { stops: "charges" | "payouts" | "both"; days: number };

/** docs.stripe.com/connect/testing, trigger cards. [?] How long the next requirements may take: 14 days. */
const cards: Readonly<Record<string, { last4: string } & Threshold>> = {
  tok_visa_triggerNextRequirements: { last4: "4202", stops: "both", days: 14 },
  tok_visa_triggerChargeBlock: { last4: "4210", stops: "charges", days: 0 },
  tok_visa_triggerPayoutBlock: { last4: "4236", stops: "payouts", days: 0 },
};

/**
 * Stripe API, Charges: create, of a trigger card alone, on a connected account or on behalf of one. It is there for what it does
 * to the account: nothing of the charge is kept, and nobody is told of it.
 */
export const triggerChargeEndpoints: readonly Endpoint<AccountContext>[] = [
  { method: "POST", path: "/v1/charges", kind: null, permission: "charges_write", prepare: prepareCreate },
];

function prepareCreate(parameters: Parameters) {
  const amount = parameters.integer("amount");
  if (!amount) throw missing("amount");
  if (amount < 1) throw parameterError("Invalid positive integer", "amount", "parameter_invalid_integer");
  const paidIn = currency(parameters, "currency");
  if (!paidIn) throw missing("currency");
  const card = cards[parameters.requiredString("source")];
  if (!card) {
    throw parameterError(
      `This emulator has no payments: it charges nothing but ${Object.keys(cards).join(", ")}.`,
      "source",
    );
  }
  const given = { amount, currency: paidIn, description: parameters.string("description") ?? null };
  const metadata = parameters.metadata() ?? {};
  const behalf = parameters.string("on_behalf_of") ?? null;
  return (call: Call, context: AccountContext) => {
    const isDirect = call.account !== call.caller.account;
    const account = isDirect ? connected(call) : behalf && call.find("account", behalf);
    if (behalf && !account) throw noSuch("account", behalf, "on_behalf_of");
    if (account) changeAccount(context, account, call.cause, () => cross(context, account, card));
    return chargeToWire({ ...given, metadata, on_behalf_of: behalf, created: context.clock.now(), last4: card.last4 });
  };
}

/** Before an account may do anything, a threshold does nothing to it. */
function cross({ clock }: AccountContext, account: AccountRecord, { stops, days }: Threshold): void {
  const { wasEnabled } = account.internal;
  if (!wasEnabled.charges || !wasEnabled.payouts) return;
  const deadline = clock.now() + days * 86_400;
  for (const requirement of account.requirements.eventually_due) {
    const error = account.internal.raised.find((raised) => raised.requirement === requirement)?.error ?? null;
    raise(account, { requirement, deadline, future: false, stops, error, answered: false });
  }
}

type Charged = {
  amount: number;
  currency: string;
  description: string | null;
  metadata: Record<string, string>;
  on_behalf_of: string | null;
  created: number;
  last4: string;
};

/** Stripe API, Charge that succeeded by a card; `balance_transaction` is null, because there is no balance. */
function chargeToWire({ amount, currency, last4, ...charged }: Charged): Wire {
  const address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  const visa = { brand: "visa", country: "US", exp_month: 12, exp_year: 2034, funding: "credit", last4 };
  const card = newId("card");
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
    billing_details: { address, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: true,
    currency,
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
    payment_method: card,
    payment_method_details: {
      type: "card",
      card: {
        ...visa,
        amount_authorized: amount,
        authorization_code: null,
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
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
    source: {
      ...visa,
      id: card,
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
    },
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_data: null,
    transfer_group: null,
    ...charged,
  };
}
