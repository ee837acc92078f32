import type { Call } from "../../http/endpoint.ts";
import { noSuch, parameterError } from "../../http/errors.ts";
import { missing, type Parameters } from "../../http/parameters.ts";
import type { AccountRecord } from "../../records/account.ts";
import type { Card, Trigger } from "../../records/card.ts";
import type { Metadata } from "../../records/common.ts";
import { raise } from "../assessment/raised.ts";
import { type AccountContext, changeAccount } from "../change.ts";
import { connected } from "../connected.ts";
import { currency } from "../parameters/account.ts";
import { takeToken } from "../tokens.ts";
import { noSuchCardToken, testTokenCard } from "./cards.ts";

/** What charges and PaymentIntents say of a payment, as both show it. */
type Payment = {
  amount: number;
  currency: string;
  description: string | null;
  metadata: Metadata;
  on_behalf_of: string | null;
  transfer_data: { destination: string } | null;
};

/** Reads what is paid, and for whom. */
export function readPayment(parameters: Parameters): Payment {
  const amount = parameters.integer("amount");
  if (!amount) throw missing("amount");
  if (amount < 1) throw parameterError("Invalid positive integer", "amount", "parameter_invalid_integer");
  const paidIn = currency(parameters, "currency");
  if (!paidIn) throw missing("currency");
  const transfer = parameters.hash("transfer_data");
  return {
    amount,
    currency: paidIn,
    description: parameters.string("description") ?? null,
    metadata: parameters.metadata() ?? {},
    on_behalf_of: parameters.string("on_behalf_of") ?? null,
    transfer_data: transfer ? { destination: transfer.requiredString("destination") } : null,
  };
}

/**
 * The card that a token stands for: one that is always there, or one that was made in the account that is charged, which is
 * then used up. Throws 400 for any other.
 */
export function cardOfToken(context: AccountContext, call: Call, id: string, param: string): Card {
  const known = testTokenCard(id);
  if (known) return known;
  if (!call.find("token", id)) throw noSuchCardToken(param);
  return takeToken(context, call, id, "card", param).card;
}

/**
 * Pays with the card, which is there for what it does to the account: the one charged, or else the one on whose behalf. That
 * money goes to an account (`transfer_data`) does nothing to it, by docs.stripe.com/connect/testing. Throws 400 for accounts that
 * are not there.
 */
export function pay(
  context: AccountContext,
  call: Call,
  { on_behalf_of: behalf, transfer_data }: Payment,
  { trigger }: Card,
): void {
  const isDirect = call.account !== call.caller.account;
  const account = isDirect ? connected(call) : behalf && call.find("account", behalf);
  if (behalf && !account) throw noSuch("account", behalf, "on_behalf_of");
  if (transfer_data && !call.find("account", transfer_data.destination)) {
    throw noSuch("destination", transfer_data.destination, "transfer_data[destination]");
  }
  if (account) changeAccount(context, account, call.cause, () => cross(context, account, thresholds[trigger]));
}

/** What a threshold does to what is eventually due: asks for it by a time, or stops charges or payouts for the lack of it. */
type Threshold = { stops: "charges" | "payouts" | "both"; days: number };

/** docs.stripe.com/connect/testing, trigger cards. [?] How long the next requirements may take: 14 days. */
const thresholds: Record<Trigger, Threshold> = {
  next_requirements: { stops: "both", days: 14 },
  charge_block: { stops: "charges", days: 0 },
  payout_block: { stops: "payouts", days: 0 },
};

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
