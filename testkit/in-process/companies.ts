import { randomUUID } from "node:crypto";
import { type Invited, invitedOfToken } from "@/lib/auth/invited-of-token";
import { invitePerson, redeemInvitation } from "@/lib/connect/invitations";
import { addPerson } from "@/lib/connect/mutations/people";
import { addPersonInput, invitePersonInput } from "@/lib/connect/schema";
import { db } from "@/lib/db/client";
import { runJobs } from "./jobs.ts";
import { mailsTo } from "./mails.ts";
import { signInSeller } from "./sellers.ts";

/** A company with two people besides the seller. */
export async function signInCompany() {
  const { viewer, accountId, stripeId } = await signInSeller("company");
  for (const [first_name, roles, percentOwnership] of [
    ["Theo", ["owner"], 40],
    ["Mira", ["representative"], null],
  ] as const) {
    const values = { first_name, last_name: "Samplewood", email: `${first_name.toLowerCase()}@demo.test` };
    const added = await addPerson(
      viewer,
      addPersonInput.parse({ press: randomUUID(), roles, percentOwnership, values }),
    );
    if (!added.ok) throw new Error(`a person was refused: ${added.code}`);
  }
  const persons = await db.accountPerson.findMany({ where: { accountId } });
  const of = (role: string) => persons.find(({ roles }) => roles.includes(role))?.id ?? "";
  return { viewer, accountId, stripeId, her: of("representative"), theo: of("owner") };
}

/** What `signInCompany` makes. */
export type Company = Awaited<ReturnType<typeof signInCompany>>;

/** An address of somebody who has no account. */
export const someAddress = () => `invited.${randomUUID()}@demo.test`;

/** Mails the person a link, Mira where nobody is named. */
export const invite = (
  { viewer, her }: Company,
  email: string,
  { press = randomUUID(), person = her }: { press?: string; person?: string } = {},
) => invitePerson(viewer, invitePersonInput.parse({ press, person, email }));

/** The tokens of the links that were mailed to this address, oldest first. */
export async function tokensTo(email: string): Promise<string[]> {
  await runJobs(["sendMail"]);
  return (await mailsTo(email)).map(({ text }) => /\/invited\?token=([\w-]+)/.exec(text)?.[1] ?? "");
}

/** The person as she is after she has opened her link, Mira where nobody is named. */
export async function openInvitation(
  company: Company,
  person = company.her,
): Promise<{ invited: Invited; token: string; session: string }> {
  const email = someAddress();
  await invite(company, email, { person });
  const [token = ""] = await tokensTo(email);
  const session = await redeemInvitation(token, randomUUID());
  const invited = session.ok ? await invitedOfToken(session.token) : null;
  if (!session.ok || !invited) throw new Error("the link did not open");
  return { invited, token, session: session.token };
}
