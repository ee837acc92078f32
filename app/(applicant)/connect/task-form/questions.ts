import type { PersonRef } from "@/lib/connect/requirements/entry";
import { type Field, fieldGroups, fieldOf, fieldsTogether, knownFields } from "@/lib/connect/requirements/fields";
import { type Task, type TaskKey, type Tasks, taskKeys } from "@/lib/connect/requirements/tasks";
import type { TaskAccount } from "@/lib/connect/schema";

type TaskEntry = Task["entries"][number];

/** One field of a form, with the codes by which Stripe refused the last answer to any of its entries. */
export type Question = { field: Field; codes: readonly string[] };

/** One of two ways: what is typed here, and what is not. */
export type Way = { questions: Question[]; elsewhere: TaskEntry[] };

/** What the form of a task is made of: due entries and nothing else. */
export type Questions = {
  groups: { group: Field["group"]; questions: Question[] }[];
  choices: { either: Way; or: Way }[];
  /** Entries that no form of ours takes: files, selfies, presses, and what nothing here knows. */
  elsewhere: TaskEntry[];
  /** Fields that Stripe has confirmed, and those that it is checking. */
  confirmed: Field[];
  checking: Field[];
};

const notTyped: ReadonlySet<Field["kind"]> = new Set<Field["kind"]>([
  ...(["press", "confirm", "upload", "liveness", "bank"] as const),
]);

type Account = Pick<TaskAccount, "currency">;

/**
 * Whether a form of ours takes the answer. Sales, of which Stripe takes amount and date together, are given on Stripe's own page where
 * nobody knows their currency.
 */
export const isTypedHere = (field: Field | null, { currency }: Account): field is Field =>
  field !== null && !notTyped.has(field.kind) && (field.group !== "sales" || currency !== null);

/** Where a field stands among those of its legend: what nothing knows comes last. */
const placeOf = (field: Field) => {
  const place = knownFields.findIndex(({ path, name }) => path === field.path && name === field.name);
  return place < 0 ? knownFields.length : place;
};

/** The fields that answer these entries, each once, as a form orders them. */
const fieldsIn = (entries: readonly TaskEntry[]): Field[] =>
  [...new Map(entries.flatMap(({ field }) => (field ? [[field.path, field] as const] : []))).values()].toSorted(
    (a, b) => placeOf(a) - placeOf(b),
  );

/** Fields with those that Stripe takes only beside them. */
function withCompanions(fields: readonly Field[]): Field[] {
  const paths = new Set(fields.map(({ path }) => path));
  const companions = fieldsTogether.filter((group) => group.some((path) => paths.has(path))).flat();
  const added = knownFields.filter(({ path }) => companions.includes(path) && !paths.has(path));
  return [...fields, ...added].toSorted((a, b) => placeOf(a) - placeOf(b));
}

function toQuestions(entries: readonly TaskEntry[], account: Account): Question[] {
  const typed = entries.filter(({ field }) => isTypedHere(field, account));
  return withCompanions(fieldsIn(typed)).map((field) => ({
    field,
    codes: [...new Set(typed.filter((one) => one.field?.path === field.path).flatMap(({ codes }) => codes))],
  }));
}

/** Questions under their legends, in the order of a form. */
export const inGroups = (questions: readonly Question[]): Questions["groups"] =>
  fieldGroups
    .map((group) => ({ group, questions: questions.filter(({ field }) => field.group === group) }))
    .filter((one) => one.questions.length > 0);

const toWay = (entries: readonly TaskEntry[], account: Account): Way => ({
  questions: toQuestions(entries, account),
  elsewhere: entries.filter(({ field }) => !isTypedHere(field, account)),
});

/** The form of a task. Of one for later, what may be given early. */
export function questionsOf(task: Task, account: Account): Questions {
  const asked = task.entries.filter(({ state }) => state !== "checking" && state !== "done");
  const inChoice = new Set(task.choices.flatMap(({ either }) => either.map(({ name }) => name)));
  const plain = asked.filter(({ entry }) => !inChoice.has(entry.name));
  const questions = toQuestions(plain, account);
  const askedPaths = new Set([...fieldsIn(asked), ...questions.map(({ field }) => field)].map(({ path }) => path));
  const beside = (state: TaskEntry["state"]) =>
    fieldsIn(task.entries.filter((one) => one.state === state)).filter(({ path }) => !askedPaths.has(path));
  return {
    groups: inGroups(questions),
    choices: task.choices.map(({ either, or }) => {
      const names = new Set(either.map(({ name }) => name));
      return {
        either: toWay(
          asked.filter(({ entry }) => names.has(entry.name)),
          account,
        ),
        or: toWay(or, account),
      };
    }),
    elsewhere: plain.filter(({ field }) => !isTypedHere(field, account)),
    confirmed: beside("done"),
    checking: beside("checking"),
  };
}

/** Fields by their paths, for what is changed without being asked for. */
export const questionsFor = (person: PersonRef | null, paths: readonly string[]): Question[] =>
  paths.flatMap((path) => {
    const scope = person === null ? ({ kind: "account" } as const) : ({ kind: "person", person } as const);
    const field = fieldOf({ name: path, scope, key: path });
    return field ? [{ field, codes: [] }] : [];
  });

/** The task of this name, due or for later; null: there is none now. */
export function findTask(
  { tasks, later }: Pick<Tasks, "tasks" | "later">,
  key: string,
  person: string | null,
): Task | null {
  const named = (task: Task) => task.key === key && task.person === person;
  return tasks.find(named) ?? later.find(named) ?? null;
}

/** What may stand in an address as a task; null: nothing of ours. */
export const toTaskKey = (text: string): TaskKey | null => taskKeys.find((key) => key === text) ?? null;

/** What may stand in an address as a person; null: nobody, and what is none. */
export const toPersonRef = (text: unknown): PersonRef | null =>
  text === "individual" || (typeof text === "string" && /^person_\w{1,100}$/.test(text)) ? (text as PersonRef) : null;

/** Where somebody invited does a task: all of them are her own, so that nobody is named. */
export const invitedTaskPath = ({ key }: Pick<Task, "key">): string => `/invited/tasks/${key}`;

/** Where a task is done. */
export const taskPath = ({ key, person }: Pick<Task, "key" | "person">): string =>
  key === "people" ? "/connect/people" : `/connect/tasks/${key}${person ? `?person=${person}` : ""}`;

/** The page of a task where the files of one of its ways are sent; `index` is the choice's. */
export const withWay = (path: string, index: number): string => `${path}${path.includes("?") ? "&" : "?"}way=${index}`;

/**
 * What no form takes on a page of this task at `path`: of the way that its address names as `way`, which has a page of its own for
 * it, or else of the task. Pages of the seller and of somebody invited read their address by it.
 */
export function filesAsked({ choices, elsewhere }: Questions, path: string, way: string | null) {
  const index = way !== null && /^\d{1,2}$/.test(way) ? Number(way) : -1;
  const choice = choices[index];
  const ofWay = choice ? [...choice.or.elsewhere, ...choice.either.elsewhere] : [];
  return ofWay.length > 0
    ? { entries: ofWay, path: withWay(path, index), isOfWay: true }
    : { entries: elsewhere, path, isOfWay: false };
}
