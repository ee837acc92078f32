import { countedName, type Entry, type PersonRef, parseEntry } from "@/lib/connect/requirements/entry";
import { type Field, fieldOf } from "@/lib/connect/requirements/fields";

/** What a seller does at one sitting, in the order in which it is shown among tasks of the same state. */
export const taskKeys = [
  ...["you", "person", "id", "home", "live", "people", "company", "papers", "shop", "bank", "terms", "stripe"],
  "other",
] as const;

/** One of them. `stripe`: only Stripe's own page takes it. `other`: entries that nothing here knows. */
export type TaskKey = (typeof taskKeys)[number];

/** About how long it takes, in minutes; null where nobody can say. */
export const taskMinutes: Readonly<Record<TaskKey, number | null>> = {
  ...{ you: 2, person: 2, id: 3, home: 3, live: 2, people: 2, company: 3, papers: 5, shop: 3, bank: 2, terms: 1 },
  ...{ stripe: null, other: null },
};

/** The states of an entry and of a task, the most urgent first. A task has the first that any of its entries has. */
export const taskStates = ["failed", "past_due", "due", "checking", "later", "done"] as const;

/** One of them. */
type TaskState = (typeof taskStates)[number];

/** Stripe's `requirements` or `future_requirements` of an Account, as far as they decide what is shown. */
export type RequirementLists = {
  currentlyDue: readonly string[];
  pastDue: readonly string[];
  eventuallyDue: readonly string[];
  pendingVerification: readonly string[];
  errors: readonly { requirement: string; code: string }[];
  alternatives: readonly { original: readonly string[]; alternative: readonly string[] }[];
  currentDeadline: Date | null;
};

/** One entry of a task. `codes`: why Stripe refused the last answer, verbatim, in Stripe's order. */
type TaskEntry = {
  entry: Entry;
  /** Null for what nothing here knows, and for risk entries. */
  field: Field | null;
  state: TaskState;
  deadline: Date | null;
  codes: readonly string[];
};

/** "Either … or …": `or` answers what `either` asks for. `either` names entries that are in a task; `or` has none of its own. */
type Choice = { either: readonly Entry[]; or: readonly TaskEntry[] };

/** What is to be done for one subject. */
export type Task = {
  key: TaskKey;
  /** Whom it is about; null for the account. */
  person: PersonRef | null;
  state: TaskState;
  /** The nearest of its entries' deadlines. */
  deadline: Date | null;
  entries: readonly TaskEntry[];
  choices: readonly Choice[];
};

/** A seller's tasks. Every entry stands in one task alone. */
export type Tasks = {
  /** Most urgent first; what is checking or done comes last and is not counted. */
  tasks: readonly Task[];
  /** What Stripe may ask for one day: can be given early, has no date, is never counted. */
  later: readonly Task[];
  /** How many things the seller has to do. */
  open: number;
  /** Names of entries that no rule knows, as they are counted, each once. */
  unknown: readonly string[];
};

/** What decides the tasks. */
export type TaskFacts = {
  requirements: RequirementLists;
  futureRequirements: RequirementLists;
  /** The Person who is asking; the account's individual is always oneself. */
  self?: PersonRef | null;
  /** What Stripe has ever asked of this account: in none of the lists now, it is done. */
  askedBefore?: readonly string[];
};

/** The task that an entry belongs to. */
function taskOf(entry: Entry, field: Field | null, self: PersonRef | null): TaskKey {
  const { scope } = entry;
  if (scope.kind === "risk") return "stripe";
  if (!field) return "other";
  if (scope.kind === "missing") return "people";
  if (field.task !== "details") return field.task;
  return scope.kind === "person" && (scope.person === "individual" || scope.person === self) ? "you" : "person";
}

/** Tasks that each person has of their own; the others are the account's, whoever their entries are about. */
const personal: ReadonlySet<TaskKey> = new Set<TaskKey>(["you", "person", "id", "home", "live", "terms"]);

const nearest = (deadlines: readonly (Date | null)[]): Date | null =>
  deadlines.filter((deadline) => deadline !== null).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;

const mostUrgent = (states: readonly TaskState[]): TaskState =>
  taskStates.find((state) => states.includes(state)) ?? "done";

const isOpen = (state: TaskState) => state === "failed" || state === "past_due" || state === "due";

/** Whether somebody has to do something about a task, or about an entry of it. */
export const isOpenTask = ({ state }: { state: TaskState }): boolean => isOpen(state);

const unique = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

function tasksOf(entries: readonly TaskEntry[], choices: readonly Choice[], self: PersonRef | null): Task[] {
  const groups = new Map<string, { key: TaskKey; person: PersonRef | null; entries: TaskEntry[] }>();
  for (const one of entries) {
    const { entry, field } = one;
    const key = taskOf(entry, field, self);
    const person = personal.has(key) && entry.scope.kind === "person" ? entry.scope.person : null;
    const name = `${key} ${person}`;
    const group = groups.get(name) ?? { key, person, entries: [] };
    group.entries.push(one);
    groups.set(name, group);
  }
  const tasks = [...groups.values()].map(({ key, person, entries: own }): Task => {
    const names = new Set(own.map(({ entry }) => entry.name));
    // A choice stands where the first thing that it can replace is asked.
    const ownChoices = choices.filter(({ either: [first] }) => first && names.has(first.name));
    const state = mostUrgent(own.map((one) => one.state));
    const triedInstead = ownChoices.some(({ or }) => or.some((one) => one.state === "failed"));
    return {
      ...{ key, person, entries: own, choices: ownChoices },
      state: triedInstead && isOpen(state) ? "failed" : state,
      deadline: nearest(own.map(({ deadline }) => deadline)),
    };
  });
  const rank = ({ state, key }: Task) => taskStates.indexOf(state) * taskKeys.length + taskKeys.indexOf(key);
  return tasks.toSorted((a, b) => rank(a) - rank(b));
}

/** Names by what the lists say of them. `due`: currently or past due. */
type Lists = Record<"due" | "failed" | "pending" | "later", ReadonlySet<string>>;

/**
 * What can be given instead of what is asked. An alternative that is due by itself, or that failed or is checked while nothing
 * that it replaces is due, stays an entry of a task; any other is `claimed` by the choices it stands in, and by no task.
 */
function choicesOf(alternatives: RequirementLists["alternatives"], { due, failed, pending, later }: Lists) {
  const claimed = new Set<string>();
  const replaced = new Set<string>();
  const choices = new Map<string, { either: readonly string[]; or: readonly string[] }>();
  const isDue = (name: string) => due.has(name) || failed.has(name);
  const isAsked = (name: string) => isDue(name) || (later.has(name) && !pending.has(name));
  for (const { original, alternative } of alternatives) {
    const open = original.filter((name) => isAsked(name) && !claimed.has(name) && !alternative.includes(name));
    const either = unique([...open.filter(isDue), ...open]);
    if (either.length === 0) continue;
    for (const name of either) replaced.add(name);
    const replacesDue = either.some(isDue);
    for (const name of alternative) {
      const ownThing = due.has(name) || replaced.has(name) || (!replacesDue && (failed.has(name) || pending.has(name)));
      if (!ownThing) claimed.add(name);
    }
    choices.set(JSON.stringify([either, alternative]), { either, or: alternative });
  }
  return { choices: [...choices.values()], claimed };
}

/**
 * The tasks that follow from what Stripe says. Due is what either hash has as currently or past due, or has an error for; what is
 * eventually due alone is for later, and what is eventually due in the future hash alone is not shown. Pending without
 * being due is checking. A fresh account is past due without any deadline.
 */
export function groupTasks({ requirements, futureRequirements, self = null, askedBefore = [] }: TaskFacts): Tasks {
  const hashes = [requirements, futureRequirements];
  const pastDue = new Set(hashes.flatMap((hash) => hash.pastDue));
  const due = new Set([...hashes.flatMap(({ currentlyDue }) => currentlyDue), ...pastDue]);
  const pending = new Set(hashes.flatMap(({ pendingVerification }) => pendingVerification));
  const errors = hashes.flatMap((hash) => hash.errors);
  const failed = new Set(errors.map(({ requirement }) => requirement));
  const later = new Set(requirements.eventuallyDue);

  /** Null: Stripe does not ask for it now. */
  const askedState = (name: string): TaskState | null => {
    if (failed.has(name)) return "failed";
    if (pastDue.has(name)) return "past_due";
    if (due.has(name)) return "due";
    if (pending.has(name)) return "checking";
    return later.has(name) ? "later" : null;
  };
  const deadlineOf = (name: string) =>
    nearest(
      hashes
        .filter(
          (hash) =>
            [...hash.currentlyDue, ...hash.pastDue].includes(name) ||
            hash.errors.some(({ requirement }) => requirement === name),
        )
        .map(({ currentDeadline }) => currentDeadline),
    );
  const toEntry = (name: string, otherwise: TaskState): TaskEntry => {
    const entry = parseEntry(name);
    const codes = errors.filter(({ requirement }) => requirement === name).map(({ code }) => code);
    const state = askedState(name) ?? otherwise;
    return { entry, field: fieldOf(entry), state, deadline: deadlineOf(name), codes: unique(codes) };
  };

  const alternatives = hashes.flatMap((hash) => hash.alternatives);
  const named = choicesOf(alternatives, { due, failed, pending, later });
  const choices = named.choices.map(({ either, or }) => ({
    either: either.map((name) => parseEntry(name)),
    or: or.map((name) => toEntry(name, "due")),
  }));

  const names = unique([...due, ...failed, ...pending, ...later, ...askedBefore]);
  const entries = names.filter((name) => !named.claimed.has(name)).map((name) => toEntry(name, "done"));
  const tasks = tasksOf(
    entries.filter(({ state }) => state !== "later"),
    choices,
    self,
  );
  const unknown = entries.filter(
    ({ state, field, entry }) => state !== "done" && !field && entry.scope.kind !== "risk",
  );
  return {
    tasks,
    later: tasksOf(
      entries.filter(({ state }) => state === "later"),
      choices,
      self,
    ),
    open: tasks.filter(({ state }) => isOpen(state)).length,
    unknown: unique(unknown.map(({ entry }) => countedName(entry.name))),
  };
}
