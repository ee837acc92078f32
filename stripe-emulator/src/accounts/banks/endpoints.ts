import type { Call, Endpoint } from "../../http/endpoint.ts";
import { noSuch, parameterError } from "../../http/errors.ts";
import { flag, hash, oneOf, orNone, readFields, text } from "../../http/fields.ts";
import { readListParameters } from "../../http/lists.ts";
import { mergeMetadata, missing, type Parameters } from "../../http/parameters.ts";
import type { Given } from "../../records/common.ts";
import type { ExternalAccountRecord } from "../../records/external-account.ts";
import { type AccountContext, type Changeable, changeAccount } from "../change.ts";
import { beginCheck } from "../checks/checks.ts";
import { listedFiles, takeFiles } from "../checks/files.ts";
import { connected } from "../connected.ts";
import { files } from "../persons/parameters.ts";
import { addBank, readExternalAccount } from "./add.ts";

const path = "/v1/accounts/:account/external_accounts";
const kind = "external_account";
const ownership = "documents.bank_account_ownership_verification.files";

/** Stripe API, external accounts of a connected account: bank accounts, no cards. */
export const externalAccountEndpoints: readonly Endpoint<AccountContext>[] = [
  { method: "POST", path, kind, permission: "connected_account_write", prepare: prepareCreate },
  { method: "GET", path, kind, list: true, permission: "accounts_kyc_basic_read", prepare: prepareList },
  {
    method: "GET",
    path: `${path}/:bank`,
    kind,
    permission: "accounts_kyc_basic_read",
    prepare: () => (call) => call.show(kind, target(call)),
  },
  { method: "POST", path: `${path}/:bank`, kind, permission: "connected_account_write", prepare: prepareUpdate },
  { method: "DELETE", path: `${path}/:bank`, kind, permission: "connected_account_write", prepare: () => remove },
];

function prepareCreate(parameters: Parameters) {
  const given = readExternalAccount(parameters);
  if (!given) throw missing("external_account");
  const isDefault = flag(parameters, "default_for_currency") === true;
  const metadata = mergeMetadata({}, parameters.metadata());
  return (call: Call, context: AccountContext) => {
    const bank = changeAccount(context, connected(call), call.cause, (holdings) => {
      const added = addBank(context, call, holdings, given);
      added.metadata = metadata;
      if (isDefault) makeDefault(holdings, added);
      return added;
    });
    return call.show(kind, bank);
  };
}

type Changes = Given<{
  account_holder_name: string;
  account_holder_type: "company" | "individual";
  account_type: string;
  default_for_currency: boolean;
  documents: Given<{ bank_account_ownership_verification: { files: string[] } }>;
}>;

function prepareUpdate(parameters: Parameters) {
  const changes = readFields<Changes>(parameters, {
    account_holder_name: text(),
    account_holder_type: orNone(oneOf("company", "individual")),
    account_type: oneOf("checking", "futsu", "savings", "toza"),
    default_for_currency: flag,
    documents: hash<NonNullable<Changes["documents"]>>({ bank_account_ownership_verification: files }),
  });
  const metadata = parameters.metadata();
  return (call: Call, context: AccountContext) => {
    const { id } = target(call);
    const account = connected(call);
    const bank = changeAccount(context, account, call.cause, (holdings) => {
      const found = bankOf(holdings, id);
      for (const name of ["account_holder_name", "account_holder_type", "account_type"] as const) {
        if (changes[name] !== undefined) Object.assign(found, { [name]: changes[name] });
      }
      if (changes.default_for_currency) makeDefault(holdings, found);
      found.metadata = mergeMetadata(found.metadata, metadata);
      const sent = changes.documents?.bank_account_ownership_verification?.files;
      const param = "documents[bank_account_ownership_verification][files]";
      const document = {
        entry: ownership,
        files: listedFiles(sent, param),
        tested: "relationship_document",
        purpose: "account_requirement",
      } as const;
      const plans = takeFiles(context.objects, account.id, account.country, sent ? [document] : []);
      for (const [entry, plan] of plans) beginCheck(context, account.id, found.internal.checks, entry, plan);
      return found;
    });
    return call.show(kind, bank);
  };
}

function remove(call: Call, context: AccountContext) {
  const { id, default_for_currency, currency } = target(call);
  changeAccount(context, connected(call), call.cause, (holdings) => {
    const isOnlyOne = holdings.banks.filter((bank) => bank.currency === currency).length === 1;
    if (default_for_currency && !isOnlyOne) {
      throw parameterError(
        "You cannot delete the default external account for your default currency. Please make another external account the default using the `default_for_currency` param, and then delete this one.",
        "id",
      );
    }
    holdings.banks = holdings.banks.filter((bank) => bank.id !== id);
  });
  return { id, object: "bank_account", deleted: true };
}

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const object = parameters.oneOf("object", ["bank_account", "card"]);
  const conditions = object === "card" ? [{ sql: "false", values: [] }] : [];
  return (call: Call) => call.showList(kind, { list, conditions });
}

function makeDefault(holdings: Changeable, bank: ExternalAccountRecord): void {
  for (const other of holdings.banks) {
    if (other.currency === bank.currency) other.default_for_currency = other === bank;
  }
}

function target(call: Call): ExternalAccountRecord {
  const id = call.parameter("bank");
  const bank = call.find(kind, id);
  if (!bank) throw noSuch("external account", id);
  return bank;
}

function bankOf({ banks }: Changeable, id: string): ExternalAccountRecord {
  const bank = banks.find((one) => one.id === id);
  // The call found it in this account.
  if (!bank) throw noSuch("external account", id);
  return bank;
}
