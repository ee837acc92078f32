import type { CustomerRecord, DeletedCustomerRecord } from "../records/customer.ts";

/** The customer that was found, or null if there is none or it was deleted. */
export function unlessDeleted(customer: CustomerRecord | DeletedCustomerRecord | null): CustomerRecord | null {
  return customer && !("deleted" in customer) ? customer : null;
}
