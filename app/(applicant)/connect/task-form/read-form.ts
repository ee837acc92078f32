import { type Field, isDate, knownFields } from "@/lib/connect/requirements/fields";
import { type fieldProblems, type ReadingContext, readAnswer } from "@/lib/connect/requirements/readers";
import type { Question, Questions } from "./questions";

/** What is wrong with an answer, as the texts of `connect.problem` name it. */
export type Problem = (typeof fieldProblems)[number];

/** The fields of a form, as they were sent. */
export type Sent = Readonly<Record<string, string>>;

/** Answers by entry, without a person's prefix. */
type Values = Record<string, string | string[]>;

/** Numbers that are never shown again, and so never sent back to a page. */
export const isSecret = ({ kind, path }: Pick<Field, "kind" | "path">): boolean =>
  kind === "ssn_last_4" || kind === "id_number" || path === "id_number_secondary";

/** Numbers that Stripe takes as a token of Stripe.js (Stripe API, Person.id_number and id_number_secondary). */
export const takesToken = ({ path }: Pick<Field, "path">): boolean =>
  path === "id_number" || path === "id_number_secondary";

const token = /^pii_\w{1,200}$/;

/** The name of the radio buttons of a choice between two ways. */
export const choiceName = (index: number): string => `way-${index}`;

/** The name of one box of a question with several answers. */
const boxName = (path: string, value: string): string => `${path}:${value}`;

const typedOf = ({ field }: Question, sent: Sent): unknown => {
  const { kind, path } = field;
  if (isDate(field)) {
    const part = (name: string) => sent[`${path}.${name}`] ?? "";
    return { day: part("day"), month: part("month"), year: part("year") };
  }
  if (kind === "choices") return field.choices.filter((value) => sent[boxName(path, value)] === "yes");
  return sent[path] ?? "";
};

const toIsoDate = ({ year, month, day }: { year: number; month: number; day: number }) =>
  `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** An answer by the entries that it is sent under. */
function toValues({ path, kind }: Field, answer: ReturnType<typeof readAnswer>): Values {
  if (!answer.ok) return {};
  const value = answer.answer;
  if (typeof value === "string" || Array.isArray(value)) return { [path]: value };
  if (typeof value === "object") {
    if (kind === "iso_date" && "day" in value) return { [path]: toIsoDate(value) };
    return Object.fromEntries(Object.entries(value).map(([part, number]) => [`${path}.${part}`, String(number)]));
  }
  return { [path]: String(value) };
}

/**
 * Reads what was typed for these questions. Nothing optional that was left empty is sent, but the second line of an address where it
 * `removes` the one that Stripe has: as the empty text.
 */
export function readQuestions(
  questions: readonly Question[],
  sent: Sent,
  account: Omit<ReadingContext, "addressCountry">,
  { emptyLine }: { emptyLine: "removes" | "is_left_out" } = { emptyLine: "is_left_out" },
): { values: Values; problems: Record<string, Problem> } {
  const values: Values = {};
  const problems: Record<string, Problem> = {};
  for (const question of questions) {
    const { field } = question;
    const typed = typedOf(question, sent);
    if (field.optional && typeof typed === "string" && typed.trim() === "") {
      if (emptyLine === "removes" && field.name === "address_line2") values[field.path] = "";
      continue;
    }
    if (takesToken(field) && typeof typed === "string" && token.test(typed)) {
      values[field.path] = typed;
      continue;
    }
    const address = field.path.slice(0, field.path.lastIndexOf(".") + 1);
    const addressCountry = sent[`${address}country`] || account.accountCountry;
    const answer = readAnswer(field, typed, { ...account, addressCountry });
    if (answer.ok) Object.assign(values, toValues(field, answer));
    else problems[field.path] = answer.problem;
  }
  return { values, problems };
}

/** The questions that are answered: all but those of the ways that were not chosen; and choices where none was. */
export function answeredQuestions(
  { groups, choices }: Questions,
  sent: Sent,
): { questions: Question[]; unchosen: number[] } {
  const chosen = choices.map((choice, index) => {
    const way = sent[choiceName(index)];
    return way === "either" || way === "or" ? choice[way] : null;
  });
  return {
    questions: [...groups.flatMap(({ questions }) => questions), ...chosen.flatMap((way) => way?.questions ?? [])],
    unchosen: chosen.flatMap((way, index) => (way === null ? [index] : [])),
  };
}

const secretPaths = new Set<string>(knownFields.filter(isSecret).map(({ path }) => path));

/** Whether a number is typed into the field of this path that is never shown again. */
export const isSecretPath = (path: string): boolean => secretPaths.has(path);

/** What is shown again after a problem: everything that was typed but secret numbers, of a way that was not chosen as well. */
export const toShownAgain = (sent: Sent): Record<string, string> =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => !secretPaths.has(name) && !name.startsWith("$")));

/** Tokens of Stripe's that came in place of numbers. */
export const tokensIn = (questions: readonly Question[], sent: Sent): Record<string, string> =>
  Object.fromEntries(
    questions.flatMap(({ field }) => {
      const typed = sent[field.path] ?? "";
      return takesToken(field) && token.test(typed) ? [[field.path, typed]] : [];
    }),
  );
