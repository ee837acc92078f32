import type { ConnectAccount, ConnectPerson } from "@/lib/connect/schema";
import { personName } from "@/lib/person-name";

/** The person of a task; an individual's account has one alone. */
export const personOf = ({ persons }: Pick<ConnectAccount, "persons">, ref: string | null): ConnectPerson | null =>
  (ref === "individual" ? persons[0] : persons.find(({ id }) => id === ref)) ?? null;

/** The name of a task's person; null: of nobody, or not known. */
export function nameOf(account: Pick<ConnectAccount, "persons">, ref: string | null): string | null {
  const person = personOf(account, ref);
  return person && personName(person);
}
