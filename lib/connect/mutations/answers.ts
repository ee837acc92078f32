import "server-only";
import type { z } from "zod";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { toName } from "@/lib/connect/converge";
import { type Answerer, refusalTo } from "@/lib/connect/invited";
import { keyOf, type Mine, press, readMine } from "@/lib/connect/mutations/press";
import { toParameters, type Values } from "@/lib/connect/parameters";
import { boardProblem, isAnswerable, mayAnswer } from "@/lib/connect/rules";
import type { answerTaskInput, attachDocumentInput, ConnectResult, setBankAccountInput } from "@/lib/connect/schema";
import { db } from "@/lib/db/client";
import { type Changed, setExternalAccount, updateAccount, updatePerson } from "@/lib/stripe/accounts";
import { now } from "@/lib/time";

/** Sends what the form of one task holds, as one update. Values are passed on and kept nowhere. */
export async function answerTask(who: Answerer, input: z.output<typeof answerTaskInput>): Promise<ConnectResult> {
  const { person, values } = input;
  const account = await readMine(who);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const entries = Object.keys(values);
  if (entries.length === 0) return { ok: false, code: "nothing_to_send" };
  if (!entries.every((entry) => isAnswerable(entry, person))) return { ok: false, code: "not_answerable" };
  const holder = person === null ? null : account.persons.find(({ id }) => id === person);
  if (holder === undefined) return { ok: false, code: "not_there" };
  const outside = await refusalTo(who, person, entries);
  if (outside) return { ok: false, code: outside };
  const wrong = holder && shareProblem(account, holder, values);
  if (wrong) return { ok: false, ...wrong };

  const key = keyOf(account, "answer", input.press, [person, values]);
  const send = (stripeId: string, given: Values, under: string) =>
    person === null
      ? updateAccount(stripeId, toParameters(given), under)
      : updatePerson(stripeId, person, toParameters(given), under);
  return press(
    who,
    account,
    { action: "account.answered", subject: person },
    async (stripeId) => {
      const sent = await send(stripeId, values, key);
      return isOnlyEmpty(sent) ? send(stripeId, withoutEmpty(values), `${key}:filled`) : sent;
    },
    entries.map((entry) => toName({ personId: person, entry })),
  );
}

/**
 * Whether Stripe refused an empty text alone. docs.stripe.com/connect/account-tokens says that one clears the second line of an address;
 * the OpenAPI document does not, and others had it refused (govuk-pay/pay-selfservice 3410). What else was typed is not lost for it.
 */
const isOnlyEmpty = (sent: Changed) => !sent.ok && sent.problem.code === "parameter_invalid_empty";

const withoutEmpty = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));

/** Whether a share that is given for one person fits beside those of the others. */
function shareProblem(account: Mine, { id }: { id: string }, values: Values) {
  const share = Number(values["relationship.percent_ownership"] ?? 0);
  const percentOwnership = Number.isFinite(share) ? share : null;
  return boardProblem(account.persons, { id, roles: [], percentOwnership });
}

/**
 * Gives files that were sent before to Stripe as the document that they are: its front, and its back where there is one, or all
 * pages of a paper. A file can be used once, and so the same files are the same call, however often they are pressed.
 */
export async function attachDocument(
  who: Answerer,
  { person, entry, files }: z.output<typeof attachDocumentInput>,
): Promise<ConnectResult> {
  const account = await readMine(who);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  if (person !== null && !account.persons.some(({ id }) => id === person)) return { ok: false, code: "not_there" };
  const outside = await refusalTo(who, person, [entry]);
  if (outside) return { ok: false, code: outside };
  const rows = await db.accountFile.findMany({
    where: { accountId: account.id, personId: person, entry, id: { in: files } },
    select: { id: true, part: true, usedAt: true },
  });
  const document = toDocument(
    files.flatMap((id) => rows.find((row) => row.id === id) ?? []),
    entry,
  );
  if (rows.length !== files.length || !document) return { ok: false, code: "files_missing" };
  // Pressed twice: what was sent is at Stripe.
  if (rows.every(({ usedAt }) => usedAt !== null)) return { ok: true };

  const key = keyOf(account, "document", "files", [person, document]);
  const sent = await press(
    who,
    account,
    { action: "account.document_sent", subject: person },
    (stripeId) =>
      person === null
        ? updateAccount(stripeId, toParameters(document), key)
        : updatePerson(stripeId, person, toParameters(document), key),
    [entry, ...Object.keys(document)].map((name) => toName({ personId: person, entry: name })),
  );
  if (sent.ok) await db.accountFile.updateMany({ where: { id: { in: files } }, data: { usedAt: now() } });
  return sent;
}

/** Files as Stripe's parameters have them; null for what is no whole document. */
function toDocument(files: readonly { id: string; part: string }[], entry: string): Values | null {
  const of = (part: string) => files.filter((file) => file.part === part).map(({ id }) => id);
  const [fronts, backs, pages] = [of("front"), of("back"), of("page")];
  const [front, ...moreFronts] = fronts;
  const [back, ...moreBacks] = backs;
  if (pages.length > 0 && pages.length === files.length) return { [`${entry}.files`]: pages };
  if (!front || moreFronts.length + moreBacks.length + pages.length > 0) return null;
  return { [`${entry}.front`]: front, ...(back ? { [`${entry}.back`]: back } : {}) };
}

/** Payouts go to the bank account of this token from now on; its numbers never come here. */
export async function setBankAccount(
  viewer: Viewer,
  input: z.output<typeof setBankAccountInput>,
): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const key = keyOf(account, "bank", input.press, input.token);
  return press(
    viewer,
    account,
    { action: "account.bank_account_set" },
    (stripeId) => setExternalAccount(stripeId, input.token, key),
    ["external_account"],
  );
}
