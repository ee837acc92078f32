import { prefixOf } from "./assessment/facts.ts";
import { clear } from "./assessment/raised.ts";
import { type AccountContext, changeAccount } from "./change.ts";

/** What Identity can prove of a person: these entries, never an additional document or one of the company. */
export type ProvableEntry = "verification.document" | "verification.proof_of_liveness";

/** Marks as verified what a VerificationSession proved of a person; nothing if the account or the person is gone by now. */
export function applyIdentityResult(
  context: AccountContext,
  platform: string,
  about: { account: string; person: string },
  proven: readonly ProvableEntry[],
): void {
  const account = context.objects.get("account", platform, about.account);
  if (!account) return;
  changeAccount(context, account, null, ({ persons }) => {
    const person = persons.find(({ id }) => id === about.person);
    if (!person) return;
    for (const entry of proven) person.internal.checks[entry] = { state: "verified" };
    const prefix = prefixOf(person, account);
    clear(
      account,
      proven.map((entry) => prefix + entry),
    );
  });
}
