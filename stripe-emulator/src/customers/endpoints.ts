import type { Call, Endpoint } from "../http/endpoint.ts";
import { noSuch } from "../http/errors.ts";
import type { Wire } from "../http/expand.ts";
import { equals, readCreated, readListParameters } from "../http/lists.ts";
import { checkEmail, mergeMetadata, missing, type Parameters } from "../http/parameters.ts";
import { randomToken } from "../ids.ts";
import type { Address } from "../records/common.ts";
import type { CustomerRecord } from "../records/customer.ts";
import type { Filter } from "../store/objects.ts";
import { type EventContext, emit } from "../webhooks/events.ts";
import { unlessDeleted } from "./deleted.ts";

const path = "/v1/customers";
const kind = "customer";

/** Stripe API, Customers: create, list, retrieve, update, delete; nothing of billing. */
export const customerEndpoints: readonly Endpoint<EventContext>[] = [
  { method: "POST", path, kind, permission: "customers_write", prepare: prepareCreate },
  { method: "GET", path, kind, list: true, permission: "customers_read", prepare: prepareList },
  {
    method: "GET",
    path: `${path}/:id`,
    kind,
    permission: "customers_read",
    prepare: () => (call) => call.show(kind, call.target(kind)),
  },
  { method: "POST", path: `${path}/:id`, kind, permission: "customers_write", prepare: prepareUpdate },
  { method: "DELETE", path: `${path}/:id`, kind, permission: "customers_write", prepare: () => remove },
];

function prepareCreate(parameters: Parameters) {
  const change = readChanges(parameters);
  return (call: Call, context: EventContext) => {
    const customer: CustomerRecord = {
      id: `cus_${randomToken(14)}`,
      object: "customer",
      address: null,
      balance: 0,
      created: context.clock.now(),
      currency: null,
      customer_account: null,
      default_source: null,
      delinquent: false,
      description: null,
      discount: null,
      email: null,
      invoice_prefix: randomToken(8).toUpperCase(),
      invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
      livemode: false,
      metadata: {},
      name: null,
      next_invoice_sequence: 1,
      phone: null,
      preferred_locales: [],
      shipping: null,
      tax_exempt: "none",
      test_clock: null,
    };
    change(customer);
    context.objects.insert(kind, call.account, customer);
    emit(context, call.account, "customer.created", { ...customer }, call.cause);
    return call.show(kind, customer);
  };
}

function prepareUpdate(parameters: Parameters) {
  const change = readChanges(parameters);
  return (call: Call, context: EventContext) => {
    const customer = target(call);
    const before = structuredClone(customer);
    change(customer);
    context.objects.update(kind, customer);
    const previous = changedFrom(before, customer);
    if (Object.keys(previous).length > 0) {
      emit(context, call.account, "customer.updated", { ...customer }, call.cause, previous);
    }
    return call.show(kind, customer);
  };
}

/** Leaves the id, so that a retrieve can tell; everything about the person goes. */
function remove(call: Call, context: EventContext) {
  const customer = target(call);
  const { id, object, created } = customer;
  const deleted = { id, object, created, deleted: true as const };
  context.objects.update(kind, deleted);
  emit(context, call.account, "customer.deleted", { ...customer }, call.cause);
  return call.show(kind, deleted);
}

function prepareList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters: Filter[] = [...readCreated(parameters), ...equals("email", parameters.text("email", 512))];
  const conditions = [{ sql: "document ->> '$.deleted' is null", values: [] }];
  return (call: Call) => call.showList(kind, { list, filters, conditions });
}

/** The properties that are not what they were, with the values they had. */
function changedFrom(before: CustomerRecord, after: CustomerRecord): Wire {
  const values = new Map<string, unknown>(Object.entries(after));
  return Object.fromEntries(
    Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(values.get(name))),
  );
}

/** The customer of the path, which must not have been deleted. */
function target(call: Call): CustomerRecord {
  const customer = unlessDeleted(call.find(kind, call.parameter("id")));
  if (!customer) throw noSuch(kind, call.parameter("id"));
  return customer;
}

/** What create and update accept; answers the change they make. */
function readChanges(parameters: Parameters): (customer: CustomerRecord) => void {
  const email = parameters.string("email", 512);
  const texts = {
    description: parameters.string("description"),
    email: email && checkEmail(email, "email"),
    name: parameters.string("name", 256),
    phone: parameters.string("phone", 20),
  };
  const locales = parameters.strings("preferred_locales");
  const address = readAddress(parameters);
  const shipping = readShipping(parameters);
  const metadata = parameters.metadata();

  return (customer) => {
    for (const name of ["description", "email", "name", "phone"] as const) {
      const text = texts[name];
      if (text !== undefined) customer[name] = text;
    }
    if (locales !== undefined) customer.preferred_locales = locales ?? [];
    if (address !== undefined) customer.address = address && { ...(customer.address ?? noAddress), ...address };
    if (shipping !== undefined) customer.shipping = shipping;
    customer.metadata = mergeMetadata(customer.metadata, metadata);
  };
}

const noAddress: Address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
const addressParts = ["city", "country", "line1", "line2", "postal_code", "state"] as const;

/** The parts that were sent. Undefined: no address was. Null: cleared. */
function readAddress(parameters: Parameters): Partial<Address> | null | undefined {
  if (parameters.isEmpty("address")) return null;
  const given = parameters.hash("address");
  if (!given) return undefined;

  const address: Partial<Address> = {};
  for (const part of addressParts) {
    const text = given.string(part);
    if (text !== undefined) address[part] = text;
  }
  return address;
}

function readShipping(parameters: Parameters): CustomerRecord["shipping"] | undefined {
  if (parameters.isEmpty("shipping")) return null;
  const given = parameters.hash("shipping");
  if (!given) return undefined;

  const address = readAddress(given);
  if (!address) throw missing("shipping[address]");
  return {
    address: { ...noAddress, ...address },
    name: given.requiredString("name"),
    phone: given.string("phone") ?? null,
  };
}
