import { type Question, questionsFor } from "@/app/(applicant)/connect/task-form/questions";
import type { PersonRef } from "@/lib/connect/requirements/entry";
import { statesOf } from "@/lib/connect/requirements/places";
import type { Task, Tasks } from "@/lib/connect/requirements/tasks";

/** What may be changed after Stripe has confirmed it. `needsTerms`: Stripe's terms are accepted again with it. */
export type Change = { of: "person" | "account"; paths: readonly string[]; needsTerms: boolean };

const of = (who: Change["of"], paths: readonly string[], needsTerms = false): Change => ({
  of: who,
  paths,
  needsTerms,
});
/** All of it: what no form asked for would stand beside the new street. */
const address = (path: string) => ["line1", "line2", "city", "state", "postal_code"].map((part) => `${path}.${part}`);
const japaneseAddress = (path: string) =>
  ["kanji", "kana"].flatMap((script) =>
    ["postal_code", "state", "city", "town", "line1", "line2"].map((part) => `${path}_${script}.${part}`),
  );
const japaneseNames = ["kanji", "kana"].flatMap((script) => [`last_name_${script}`, `first_name_${script}`]);

/** What Japan writes in two scripts, and nowhere in Latin letters. */
const inJapan: Readonly<Record<string, readonly string[]>> = {
  name: japaneseNames,
  identity: [...japaneseNames, "dob"],
  address: japaneseAddress("address"),
  company_address: japaneseAddress("company.address"),
};

const changes = {
  name: of("person", ["first_name", "last_name"]),
  identity: of("person", ["first_name", "last_name", "dob"]),
  birth: of("person", ["dob"]),
  address: of("person", address("address")),
  contact: of("person", ["email", "phone"]),
  number: of("person", ["id_number"], true),
  company: of("account", ["company.name", "company.phone"]),
  register: of("account", ["company.name", "company.tax_id"], true),
  company_address: of("account", address("company.address")),
  tax: of("account", ["company.tax_id"], true),
  shop: of("account", ["business_profile.name", "business_profile.url", "business_profile.product_description"]),
} as const satisfies Record<string, Change>;

/** Whether this is one of them. */
export const isChange = (text: string): text is keyof typeof changes => Object.hasOwn(changes, text);

/** What a change is made of. */
export const changesOf = (name: keyof typeof changes): Change => changes[name];

/** Where what a task was refused for is corrected: what Stripe compared. */
export const correctionPath = ({ key, person }: Pick<Task, "key" | "person">): string =>
  person ? changePath(key === "home" ? "address" : "identity", person) : changePath("register", null);

/** Whether a check of what is changed has failed, so that nothing of it was confirmed. Contact and shop are checked by themselves. */
export const isCorrection = (name: keyof typeof changes, person: PersonRef | null, { tasks }: Tasks): boolean =>
  name !== "contact" &&
  name !== "shop" &&
  tasks.some(
    (task) =>
      task.state === "failed" &&
      (changesOf(name).of === "person" ? task.person === person : task.key === "company" || task.key === "papers"),
  );

/** Where it is made. */
export const changePath = (name: keyof typeof changes, person: string | null): string =>
  `/connect/change/${name}${changesOf(name).of === "person" && person ? `?person=${person}` : ""}`;

/** Stripe is content with one of them, and nobody has to make up the other to change something else. */
const eitherOfShop = new Set(["business_profile.url", "business_profile.product_description"]);

/** The questions of a change. Countries without a list of states write none in their addresses. What is optional and left empty stays. */
export const questionsToChange = (name: keyof typeof changes, person: PersonRef | null, country: string): Question[] =>
  questionsFor(
    changesOf(name).of === "person" ? person : null,
    (country === "JP" ? inJapan[name] : null) ?? changesOf(name).paths,
  )
    .filter(({ field }) => field.kind !== "state" || statesOf(country) !== null)
    .map((question) =>
      eitherOfShop.has(question.field.path) ? { ...question, field: { ...question.field, optional: true } } : question,
    );
