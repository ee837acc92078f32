import { documentNames } from "@/lib/connect/requirements/documents";
import type { Entry } from "@/lib/connect/requirements/entry";
import type { Field } from "@/lib/connect/requirements/fields";
import type { ConnectAccount } from "@/lib/connect/schema";

/** What the address says of a document: which kind, from which country; and what came of the file before. */
export type Chosen = {
  country: string | null;
  /** `none`: the seller has none of those that are named. */
  document: (typeof documentNames)[number] | "none" | null;
  refused: string | null;
  part: string | null;
  /** The choice of ways that it is sent for. */
  way: string | null;
  /** Of which deletion of a draft the page came, if of any: its form is another than the one before. */
  anew: string | null;
};

const word = (value: unknown) => (typeof value === "string" && /^\w{1,40}$/.test(value) ? value : null);

/** Reads the address of a task's page. */
export const readChosen = (query: Record<string, unknown>): Chosen => ({
  country: word(query.country),
  document: [...documentNames, "none" as const].find((name) => name === query.document) ?? null,
  refused: word(query.file),
  part: word(query.part),
  way: word(query.way),
  anew: word(query.anew),
});

/** Where the files of an entry belong, as uploads and `attachDocument` name it. */
export function targetOf({ scope }: Entry, { path }: Field): { person: string | null; entry: string } {
  if (scope.kind !== "person") return { person: null, entry: path };
  return scope.person === "individual"
    ? { person: null, entry: `individual.${path}` }
    : { person: scope.person, entry: path };
}

/** Where and by whom files of a task are sent. `seller`: their account; null for somebody invited, who has no way to Stripe's page. */
export type Desk = {
  /** Of the task's page. */
  path: string;
  /** Where files go. */
  upload: string;
  /** Gives them to Stripe as a document. */
  attach: (form: FormData) => Promise<void>;
  seller: ConnectAccount | null;
};
