import { createHash } from "node:crypto";
import { ApiError, parameterError } from "../../http/errors.ts";
import { checked, type FieldsOf, hash, oneOf, text } from "../../http/fields.ts";
import type { Parameters } from "../../http/parameters.ts";
import { missing } from "../../http/parameters.ts";
import { newId } from "../../ids.ts";
import type { Plan } from "../../records/check.ts";
import type { Given, Metadata } from "../../records/common.ts";
import type { BankDetails, ExternalAccountRecord } from "../../records/external-account.ts";
import { currency } from "../parameters/account.ts";
import { currencyOf } from "../settings.ts";
import { planFor } from "../test-values.ts";

/** A bank account as it was given, without its number, and how the check of who owns it goes (null: there is none). */
export type GivenBank = { details: BankDetails; ownership: Plan | null };

type TestBank = {
  /** What a routing number must look like; null where there is none beside an IBAN. */
  routing: RegExp | null;
  accounts: RegExp;
  /** What to try instead, as the refusal says. */
  example: string;
};

const iban = /^[A-Z]{2}89370400440532013000$/;
const withIban: TestBank = { routing: null, accounts: iban, example: "DE89370400440532013000" };

/** docs.stripe.com/connect/testing and the recordings: bank accounts of test mode, by country. */
const testBanks: Readonly<Record<string, TestBank>> = {
  AU: { routing: /^110000$/, accounts: /^000123456$/, example: "000123456" },
  BR: { routing: /^1100000$/, accounts: /^0001234$/, example: "0001234" },
  CA: { routing: /^11000000$/, accounts: /^(000123456789|000111111116)$/, example: "000123456789" },
  GB: {
    routing: /^(108800)?$/,
    accounts: /^(00012345|GB82WEST12345698765432|[A-Z]{2}89370400440532013000)$/,
    example: "00012345",
  },
  HK: { routing: /^110000$/, accounts: /^000123456$/, example: "000123456" },
  JP: { routing: /^1100000$/, accounts: /^0001234$/, example: "0001234" },
  NZ: { routing: /^110000$/, accounts: /^0000000010$/, example: "0000000010" },
  SG: { routing: /^1100000$/, accounts: /^000123456$/, example: "000123456" },
  US: {
    routing: /^11[01]000000$/,
    accounts:
      /^(000123456789|000111111116|000111111113|000222222227|000333333335|000444444440|000999999991|000999999992)$/,
    example: "000123456789",
  },
};

/** Routing numbers as they are shown, where that is not as they are typed in. */
const shownRouting: Readonly<Record<string, (digits: string) => string>> = {
  AU: (digits) => `${digits.slice(0, 2)} ${digits.slice(2)}`,
  BR: (digits) => `${digits.slice(0, 3)}-${digits.slice(3)}`,
  SG: (digits) => `${digits.slice(0, 4)}-${digits.slice(4)}`,
};

/** Country Specs API: currencies that an account takes bank accounts in; every currency where it is not listed. */
const currencies: Readonly<Record<string, readonly string[]>> = {
  AU: ["aud", "usd", "nzd"],
  BR: ["brl"],
  JP: ["jpy"],
  SG: ["sgd", "usd"],
  US: ["usd"],
};

/** Tokens that are always there: a bank account in the US (docs.stripe.com/connect/testing). */
const testTokens =
  /^btok_us(_verified)?(_noAccount|_accountClosed|_insufficientFunds|_debitNotAuthorized|_invalidCurrency)?$/;

type BankParameters = Given<{
  account_holder_name: string;
  account_holder_type: "company" | "individual";
  account_number: string;
  account_type: string;
  country: string;
  currency: string;
  routing_number: string;
}>;

const country = checked((value, param) => {
  if (/^[A-Z]{2}$/.test(value)) return value;
  throw parameterError(
    `Country '${value}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.`,
    param,
  );
});

const fields: FieldsOf<BankParameters> = {
  account_holder_name: text(),
  account_holder_type: oneOf("company", "individual"),
  account_number: text(),
  account_type: text(),
  country,
  currency,
  routing_number: text(),
};

/** Reads a bank account hash. Throws 400 unless its numbers are those of test mode. */
export function readBankAccount(parameters: Parameters, name: string): GivenBank | null | undefined {
  const given = hash<BankParameters & { object?: string | null }>({ ...fields, object: text() })(parameters, name);
  if (!given) return given;
  if (given.object === "card")
    throw parameterError("This emulator keeps bank accounts only: cards are not there.", name);
  if (!given.country) throw missing(parameters.path(`${name}[country]`));
  if (!given.account_number) throw missing(parameters.path(`${name}[account_number]`));
  return bankOf({ ...given, country: given.country, account_number: given.account_number });
}

/** The bank account that one of Stripe's test tokens stands for, or null. */
export function testTokenBank(token: string): GivenBank | null {
  if (!testTokens.test(token)) return null;
  return bankOf({ country: "US", currency: "usd", routing_number: "110000000", account_number: "000123456789" });
}

function bankOf(given: BankParameters & { country: string; account_number: string }): GivenBank {
  const bank = testBanks[given.country] ?? withIban;
  const number = given.account_number.replace(/[\s-]/g, "");
  const routing = (given.routing_number ?? "").replace(/[\s-]/g, "");
  const isIban = iban.test(number) || number.startsWith("GB82WEST");
  if (bank.routing && !isIban && !bank.routing.test(routing)) {
    throw new ApiError(`Invalid routing number for ${given.country}. The number must be one of those for testing.`, {
      code: "routing_number_invalid",
      param: "bank_account[routing_number]",
    });
  }
  const padded = given.country === "JP" ? number.padStart(7, "0") : number;
  if (!bank.accounts.test(padded)) {
    throw new ApiError(
      `You must use a test bank account number in test mode. Try ${bank.example} or see more options at https://stripe.com/docs/connect/testing#account-numbers.`,
      { code: "account_number_invalid", param: "bank_account[account_number]" },
    );
  }
  const holder = given.account_holder_name ?? null;
  if (given.country === "JP" && holder && !/^[\p{Script=Katakana}ー・A-Za-z\s().,/-]+$/u.test(holder)) {
    throw parameterError(
      "The account holder name may contain only katakana or alphabetical characters",
      "bank_account[account_holder_name]",
    );
  }
  return {
    details: {
      account_holder_name: holder,
      account_holder_type: given.account_holder_type ?? null,
      account_type: given.account_type ?? null,
      bank_name: "STRIPE TEST BANK",
      country: given.country,
      currency: given.currency ?? currencyOf(given.country),
      fingerprint: createHash("sha256")
        .update(`${given.country} ${routing} ${padded}`)
        .digest("base64url")
        .replace(/[-_]/g, "0")
        .slice(0, 16),
      last4: padded.slice(-4),
      routing_number: isIban ? "110000000" : (shownRouting[given.country]?.(routing) ?? routing),
    },
    ownership: planFor("bank_account", padded, given.country),
  };
}

/** Refuses a bank account whose currency the account cannot be paid in. Throws 400. */
export function checkCurrency({ details }: GivenBank, accountCountry: string): void {
  const allowed = currencies[accountCountry];
  if (!allowed || allowed.includes(details.currency)) return;
  throw parameterError(
    `Invalid currency: ${details.currency}. You can use these currencies for transfers for an account in ${accountCountry}: ${allowed.join(", ")}`,
    "external_account[currency]",
  );
}

/** A new bank account of an account; the first of its currency is the default. */
export function newExternalAccount(
  account: string,
  { details }: GivenBank,
  { created, isDefault, metadata = {} }: { created: number; isDefault: boolean; metadata?: Metadata },
): ExternalAccountRecord {
  return {
    id: newId("ba"),
    object: "bank_account",
    account,
    ...details,
    available_payout_methods: ["standard"],
    created,
    default_for_currency: isDefault,
    metadata,
    status: "new",
    internal: { checks: {} },
  };
}
