import type { Emulator } from "../emulator.ts";
import type { CustomerRecord } from "../records/customer.ts";

/** The customer, or null if there is none or it was deleted. */
export function findCustomer({ objects }: Emulator, account: string, id: string): CustomerRecord | null {
  const customer = objects.get("customer", account, id);
  return customer && !("deleted" in customer) ? customer : null;
}
