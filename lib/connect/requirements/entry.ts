/** Who holds what is asked for: the account's individual, or a Person by id. */
export type PersonRef = "individual" | `person_${string}`;

/** What a person can be for a company. */
type Role = "representative" | "owner" | "director" | "executive";

/** Whom an entry is about. `missing`: the account has nobody in this role. `risk`: a question that only Stripe's page takes. */
type Scope =
  | { kind: "account" }
  | { kind: "person"; person: PersonRef }
  | { kind: "missing"; role: Role }
  | { kind: "risk" };

/** One requirement of Stripe's. `name` is Stripe's word for it, `key` what is asked once the scope is taken off: `dob.day`. */
export type Entry = { name: string; scope: Scope; key: string };

/** Prefixes while nobody holds the role; `owners.email` was seen, as were the others (recorded test-mode answers of 2024 to 2026). */
const roles: Readonly<Record<string, Role>> = {
  representative: "representative",
  owners: "owner",
  directors: "director",
  executives: "executive",
};

const isPersonId = (text: string | undefined): text is `person_${string}` => text?.startsWith("person_") ?? false;

/**
 * Reads one entry of `currently_due` and the like. In a Person's own list entries have no prefix: give its id as `ofPerson`.
 * Never fails: what has no known prefix is the account's. `person.person_x.…` and an account's `relationship.owner` are names
 * that Stripe's documentation still prints and that no recorded answer has; they are understood.
 */
export function parseEntry(name: string, ofPerson?: PersonRef): Entry {
  const [first = "", ...rest] = name.split(".");
  const key = rest.join(".");
  if (first.startsWith("interv_")) return { name, scope: { kind: "risk" }, key };
  if (first === "individual") return { name, scope: { kind: "person", person: "individual" }, key };
  if (isPersonId(first)) return { name, scope: { kind: "person", person: first }, key };
  if (first === "person" && isPersonId(rest[0])) {
    return { name, scope: { kind: "person", person: rest[0] }, key: rest.slice(1).join(".") };
  }
  if (ofPerson) return { name, scope: { kind: "person", person: ofPerson }, key: name };
  const role = Object.hasOwn(roles, first) ? roles[first] : undefined;
  if (role) return { name, scope: { kind: "missing", role }, key };
  const unfilled = first === "relationship" ? Object.values(roles).find((one) => one === key) : undefined;
  if (unfilled) return { name, scope: { kind: "missing", role: unfilled }, key: name };
  return { name, scope: { kind: "account" }, key: name };
}

/** How a risk entry ends; `other`: an ending that Stripe added after this was written. */
export const riskPaths = ["form", "challenge", "notice", "support", "underwriting_case", "other"] as const;

/** What a risk entry wants; its description between the id and the ending is not for sellers. */
export const riskPathOf = ({ key }: Entry): (typeof riskPaths)[number] =>
  riskPaths.find((path) => key.endsWith(`.${path}`)) ?? "other";

/** The name under which an entry nobody has words for is counted: ids cut, at most 60 characters. */
export const countedName = (name: string): string =>
  name.replace(/\b(person|interv|acct)_[A-Za-z0-9]+/g, "$1").slice(0, 60);
