import type { Shape, Wire } from "../http/expand.ts";
import type { CustomerRecord, DeletedCustomerRecord } from "../records/customer.ts";

/** Stripe API, Customer: what `expand` reveals. */
export const customerShape: Shape = {
  cash_balance: { hidden: true },
  sources: { hidden: true },
  subscriptions: { hidden: true },
  tax_ids: { hidden: true },
};

/** The customer with its hidden properties, of which the emulator has none but empty ones; a deleted one is its id. */
export function customerToWire(customer: CustomerRecord | DeletedCustomerRecord): Wire {
  if ("deleted" in customer) return { id: customer.id, object: customer.object, deleted: true };

  const empty = (name: string) => ({
    object: "list",
    data: [],
    has_more: false,
    url: `/v1/customers/${customer.id}/${name}`,
  });
  return {
    ...customer,
    cash_balance: null,
    sources: empty("sources"),
    subscriptions: empty("subscriptions"),
    tax_ids: empty("tax_ids"),
  };
}
