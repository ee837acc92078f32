import "server-only";
import type { z } from "zod";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { keyOf, type Mine, press, readMine } from "@/lib/connect/mutations/press";
import { toParameters } from "@/lib/connect/parameters";
import { boardProblem, isAnswerable, mayChangePeople, mayRemovePerson } from "@/lib/connect/rules";
import type {
  addPersonInput,
  ConnectResult,
  changePersonInput,
  confirmPeopleInput,
  Press,
  removePersonInput,
} from "@/lib/connect/schema";
import { createPerson, deletePerson, type Parameters, updateAccount, updatePerson } from "@/lib/stripe/accounts";

/**
 * The board with what a form says of one person, as Stripe's parameters; or what is wrong with it. An empty text is a parameter: Stripe
 * removes by it what it has. So is the share of somebody who owns nothing any more, which Stripe would keep.
 */
function toBoard(
  account: Mine,
  { roles, percentOwnership, values }: Pick<z.output<typeof addPersonInput>, "roles" | "percentOwnership" | "values">,
  id: string | null,
): { ok: true; parameters: Parameters } | Extract<ConnectResult, { ok: false }> {
  if (!Object.keys(values).every((entry) => isAnswerable(entry, id ?? "person_new"))) {
    return { ok: false, code: "not_answerable" };
  }
  const wrong = boardProblem(account.persons, { id, roles, percentOwnership });
  if (wrong) return { ok: false, ...wrong };
  const before = account.persons.find((person) => person.id === id);
  // Stripe asks whether a representative is an executive, and takes no for an answer; the other two are not asked about.
  const asked = ["representative", "owner", "director", "executive"] as const;
  const others = (["authorizer", "legal_guardian"] as const).filter((role) =>
    [...roles, ...(before?.roles ?? [])].includes(role),
  );
  const relationship = Object.fromEntries(
    [...asked, ...others].map((role) => [`relationship.${role}`, roles.includes(role) ? "true" : "false"]),
  );
  const isHeld = (before?.percentOwnership ?? null) !== null;
  const share =
    percentOwnership !== null || isHeld ? { "relationship.percent_ownership": String(percentOwnership ?? "") } : {};
  return { ok: true, parameters: toParameters({ ...values, ...relationship, ...share }) };
}

/** Adds a person with roles and share. Who is named as representative must be the only one. */
export async function addPerson(viewer: Viewer, input: z.output<typeof addPersonInput>): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayChangePeople(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const board = toBoard(account, input, null);
  if (!board.ok) return board;
  const key = keyOf(account, "person", input.press, board.parameters);
  return press(viewer, account, { action: "account.person_added" }, (stripeId) =>
    createPerson(stripeId, board.parameters, key),
  );
}

/** Changes roles, share and what else stands on the board of a person. */
export async function changePerson(viewer: Viewer, input: z.output<typeof changePersonInput>): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayChangePeople(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const { person } = input;
  if (!account.persons.some(({ id }) => id === person)) return { ok: false, code: "not_there" };
  const board = toBoard(account, input, person);
  if (!board.ok) return board;
  const key = keyOf(account, "person", input.press, [person, board.parameters]);
  return press(viewer, account, { action: "account.answered", subject: person }, (stripeId) =>
    updatePerson(stripeId, person, board.parameters, key),
  );
}

/** Removes a person from the account. One that is gone already is no failure. */
export async function removePerson(
  viewer: Viewer,
  { person }: z.output<typeof removePersonInput>,
): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayChangePeople(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const removable = mayRemovePerson(account.persons, person);
  if (!removable.ok) return { ok: false, code: removable.why };
  return press(viewer, account, { action: "account.person_removed", subject: person }, async (stripeId) => {
    await deletePerson(stripeId, person);
    return { ok: true };
  });
}

const toRecord = ({ at, ip, userAgent }: Press) => ({
  date: String(Math.floor(at.getTime() / 1000)),
  ip,
  ...(userAgent ? { user_agent: userAgent } : {}),
});

/** Confirms that all persons of a role are named, and what Stripe wants declared of them besides. */
export async function confirmPeople(
  viewer: Viewer,
  input: z.output<typeof confirmPeopleInput>,
): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayChangePeople(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const { all, declare, by } = input;
  if (all.length + declare.length === 0) return { ok: false, code: "nothing_to_send" };
  const company: Parameters = Object.fromEntries([
    ...all.map((role) => [`${role}_provided`, "true"] as const),
    ...declare.map((what) => [`${what}_declaration`, toRecord(by)] as const),
  ]);
  const key = keyOf(account, "people", input.press, [all, declare, declare.length > 0 ? by : null]);
  return press(
    viewer,
    account,
    { action: "account.people_confirmed", subject: [...all, ...declare].join(":") },
    (stripeId) => updateAccount(stripeId, { company }, key),
    [
      ...all.map((role) => `company.${role}_provided`),
      ...declare.flatMap((what) => ["date", "ip", "user_agent"].map((part) => `company.${what}_declaration.${part}`)),
    ],
  );
}
