import type { Sent } from "@/app/(applicant)/connect/task-form/read-form";
import type { ConnectPerson } from "@/lib/connect/schema";
import { type PersonRole, personRoles } from "@/lib/stripe/account-shape";

/** The roles that the board asks about, in its order. */
export const boardRoles = ["representative", "owner", "director", "executive"] as const;

const japanese = ["last_name_kanji", "first_name_kanji"] as const;
const latin = ["first_name", "last_name"] as const;

/** Roles by what a form of the board says; those that it does not ask about stay as they were held. */
export const rolesGiven = (held: readonly PersonRole[], sent: Sent): PersonRole[] =>
  personRoles.filter((role) =>
    boardRoles.some((asked) => asked === role) ? sent[`role:${role}`] === "yes" : held.includes(role),
  );

/** The names of somebody that are known here, by entry. */
export const knownNames = (
  { firstName, lastName }: Pick<ConnectPerson, "firstName" | "lastName">,
  country: string,
): Record<string, string> =>
  Object.fromEntries(
    (country === "JP" ? japanese : latin).map((entry) => [
      entry,
      (entry.startsWith("first") ? firstName : lastName) ?? "",
    ]),
  );

/**
 * Entries of a person's name, as the account's country writes it. How a Japanese name is read is asked once: only how it is written
 * is known here later.
 */
export function namesAsked(country: string, { isNew }: { isNew: boolean }): readonly string[] {
  if (country !== "JP") return latin;
  return isNew ? [...japanese, "last_name_kana", "first_name_kana"] : japanese;
}

/**
 * What of somebody was emptied in the form, as the empty texts by which Stripe removes it. Of what was not there before nothing is sent:
 * Stripe may refuse to remove what it does not have.
 */
export function emptied({ email, title }: Pick<ConnectPerson, "email" | "title">, sent: Sent): Record<string, ""> {
  const held = { email, "relationship.title": title };
  return Object.fromEntries(
    Object.entries(held).flatMap(([entry, value]) =>
      value !== null && sent[entry]?.trim() === "" ? [[entry, ""]] : [],
    ),
  );
}
