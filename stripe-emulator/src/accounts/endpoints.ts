import type { Call, Endpoint } from "../http/endpoint.ts";
import { ApiError, parameterError } from "../http/errors.ts";
import { readCreated, readListParameters } from "../http/lists.ts";
import type { Parameters } from "../http/parameters.ts";
import { randomToken } from "../ids.ts";
import type { AccountRecord } from "../records/account.ts";
import { isCountry } from "../requirements/countries.ts";
import type { Country } from "../requirements/types.ts";
import { noRequirements } from "./assessment/nothing-due.ts";
import { type AccountContext, addAccount, changeAccount } from "./change.ts";
import { connected } from "./connected.ts";
import { applyChanges, readChanges } from "./parameters/apply.ts";
import { checkCreation, checkDirect } from "./parameters/by-token.ts";
import { currencyOf } from "./settings.ts";

const path = "/v1/accounts";
const kind = "account";

/** Stripe API, Accounts: create, list, retrieve, update, delete; and the account of the key. */
export const accountEndpoints: readonly Endpoint<AccountContext>[] = [
  { method: "GET", path: "/v1/account", kind, permission: "accounts_kyc_basic_read", prepare: () => showOwn },
  { method: "POST", path, kind, permission: "connected_account_write", prepare: prepareCreate },
  { method: "GET", path, kind, list: true, permission: "accounts_kyc_basic_read", prepare: prepareList },
  { method: "GET", path: `${path}/:account`, kind, permission: "accounts_kyc_basic_read", prepare: () => showOwn },
  { method: "POST", path: `${path}/:account`, kind, permission: "connected_account_write", prepare: prepareUpdate },
  { method: "DELETE", path: `${path}/:account`, kind, permission: "connected_account_write", prepare: () => remove },
];

/** Of the platform, what the document requires and its country; a connected account as a whole. */
function showOwn(call: Call, { options }: AccountContext) {
  if (call.account !== call.caller.account) return call.show(kind, connected(call));
  return {
    id: call.account,
    object: "account",
    charges_enabled: false,
    country: options.platformCountry,
    details_submitted: true,
    email: null,
    payouts_enabled: false,
    type: "standard",
  };
}

function prepareCreate(parameters: Parameters) {
  const changes = readChanges(parameters, true);
  const type = readType(parameters);
  const given = parameters.text("country");
  const chosen = given ? known(given) : null;
  return (call: Call, context: AccountContext) => {
    const country = chosen ?? known(context.options.platformCountry);
    if (call.account !== call.caller.account) {
      throw new ApiError(
        "You can only create new accounts if you've signed up for Connect, which you can do at https://dashboard.stripe.com/connect.",
      );
    }
    checkCreation(context.options.platformCountry, changes.token);
    const account: AccountRecord = {
      id: `acct_1${randomToken(15)}`,
      object: "account",
      business_type: null,
      charges_enabled: false,
      controller: {
        fees: { payer: type === "custom" ? "application_custom" : "application" },
        is_controller: true,
        losses: { payments: "application" },
        requirement_collection: "application",
        stripe_dashboard: { type: "none" },
        type: "application",
      },
      country,
      created: context.clock.now(),
      default_currency: currencyOf(country),
      details_submitted: false,
      email: null,
      future_requirements: noRequirements(),
      groups: { payments_pricing: null },
      metadata: {},
      payouts_enabled: false,
      requirements: noRequirements(),
      type,
      internal: {
        businessProfile: {},
        company: {},
        documents: {},
        settings: {},
        tosAcceptance: {},
        capabilities: {},
        checks: {},
        raised: [],
        blocked: null,
        wasEnabled: { charges: false, payouts: false },
        dueSince: {},
        nextDeadline: null,
        byToken: changes.token !== null,
        updates: 0,
      },
    };
    addAccount(context, account, call.cause, (holdings) => applyChanges(context, call, holdings, changes));
    return call.show(kind, account);
  };
}

/** Throws 400 for a country without a table. */
function known(country: string): Country {
  if (isCountry(country)) return country;
  throw parameterError(`${country} is not currently supported by Stripe`, "country", "country_unsupported");
}

/** `custom`, or the controller properties that mean it: then Stripe says `none`. Throws 400 for every other account. */
function readType(parameters: Parameters): AccountRecord["type"] {
  const type = parameters.oneOf("type", ["custom", "express", "standard"]);
  const controller = parameters.hash("controller");
  if (type && controller) {
    throw parameterError(
      "You may not provide the `type` parameter and `controller` parameters simultaneously. They are mutually exclusive.",
      "type",
    );
  }
  if (!controller) {
    if (type === "custom") return "custom";
    throw onlyCustom(type ? "type" : "controller");
  }
  const given = [
    controller.hash("fees")?.oneOf("payer", ["account", "application"]) ?? "account",
    controller.hash("losses")?.oneOf("payments", ["application", "stripe"]) ?? "stripe",
    controller.oneOf("requirement_collection", ["application", "stripe"]) ?? "stripe",
    controller.hash("stripe_dashboard")?.oneOf("type", ["express", "full", "none"]) ?? "full",
  ];
  if (given.join() !== "application,application,application,none") throw onlyCustom("controller");
  return "none";
}

const onlyCustom = (param: string) =>
  parameterError(
    "This emulator makes only accounts whose platform collects everything itself: `type=custom`, or a controller with fees.payer, losses.payments and requirement_collection `application` and stripe_dashboard.type `none`.",
    param,
  );

function prepareUpdate(parameters: Parameters) {
  const changes = readChanges(parameters, false);
  return (call: Call, context: AccountContext) => {
    const account = connected(call);
    if (account.internal.byToken && changes.token === null) {
      checkDirect("account", { company: changes.company, individual: changes.individual?.details });
    }
    changeAccount(context, account, call.cause, (holdings) => applyChanges(context, call, holdings, changes));
    return call.show(kind, account);
  };
}

function remove(call: Call, { objects }: AccountContext) {
  const { id } = connected(call);
  for (const belonging of ["person", "external_account"] as const) {
    for (const object of objects.inAccount(belonging, id)) objects.delete(belonging, object.id);
  }
  objects.delete(kind, id);
  return { id, object: "account", deleted: true };
}

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters = readCreated(parameters);
  return (call: Call) => call.showList(kind, { list, filters });
}
