import type { Acting } from "../../http/endpoint.ts";
import type { Parameters } from "../../http/parameters.ts";
import type { AccountContext, Changeable } from "../change.ts";
import { beginCheck } from "../checks/checks.ts";
import { bankOfToken } from "../tokens.ts";
import { checkCurrency, type GivenBank, newExternalAccount, readBankAccount } from "./bank-accounts.ts";

/** A token's id, or the bank account itself. */
export function readExternalAccount(
  parameters: Parameters,
  name = "external_account",
): string | GivenBank | null | undefined {
  return parameters.isHash(name) ? readBankAccount(parameters, name) : parameters.text(name);
}

/** Puts a bank account in the place of the default of its currency. */
export function replaceBank(
  context: AccountContext,
  acting: Acting,
  holdings: Changeable,
  given: string | GivenBank,
): void {
  const bank = addBank(context, acting, holdings, given);
  holdings.banks = holdings.banks.filter(
    (other) => other === bank || other.currency !== bank.currency || !other.default_for_currency,
  );
  bank.default_for_currency = true;
}

/** Adds a bank account; the first of its currency is the default. Throws 400. */
export function addBank(context: AccountContext, acting: Acting, holdings: Changeable, given: string | GivenBank) {
  const { account, banks } = holdings;
  const found = typeof given === "string" ? bankOfToken(context, acting, given) : given;
  checkCurrency(found, account.country);
  const isDefault = !banks.some(({ currency: other }) => other === found.details.currency);
  const bank = newExternalAccount(account.id, found, { created: context.clock.now(), isDefault });
  banks.push(bank);
  beginCheck(
    context,
    account.id,
    bank.internal.checks,
    "documents.bank_account_ownership_verification.files",
    found.ownership,
  );
  return bank;
}
