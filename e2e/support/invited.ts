import type { Browser, BrowserContextOptions, Locator, Page } from "@playwright/test";
import type pg from "pg";
import type { Emulator } from "../../testkit/emulator.ts";
import { expect, type Mail } from "./fixtures.ts";
import { startSelling } from "./seller.ts";
import { sendForm } from "./send-form.ts";

type Mails = (to: string) => Promise<Mail[]>;

let addresses = 0;
/** An address of somebody who has no account. */
export function someAddress(): string {
  addresses += 1;
  return `mira.${process.pid}.${addresses}@demo.test`;
}

/** A company with a representative who is not the seller, and an owner. */
export async function namePeople(page: Page, country = "US"): Promise<void> {
  await startSelling(page, { country, kind: "A company" });
  const mira = { "role:representative": "yes", first_name: "Mira", last_name: "Testerly" };
  const share = { "relationship.percent_ownership": "40" };
  const theo = { "role:owner": "yes", first_name: "Theo", last_name: "Samplewood", ...share };
  for (const answers of [mira, theo]) {
    await sendForm(page.request, "/connect/people/new", 'name="first_name"', answers, "done=person");
  }
}

/** Has Stripe ask one of this seller's company for entries of `verification`, and waits until that is known here. Returns who that is. */
export async function askPerson(
  { emulator, sql }: { emulator: Emulator; sql: pg.Pool },
  userId: string,
  entries: readonly string[],
  role: "owner" | "representative" = "owner",
): Promise<string> {
  const { rows } = await sql.query<{ account: string; person: string }>(
    `select a.stripe_id as account, p.id as person from connected_account a join account_person p on p.account_id = a.id
     where a.user_id = $1 and $2 = any(p.roles)`,
    [userId, role],
  );
  const { account, person } = rows[0] ?? { account: "", person: "" };
  const names = entries.map((entry) => `verification.${entry}`);
  for (const name of names) {
    await emulator.control(`/accounts/${account}/requirements`, { entry: `${person}.${name}` });
  }
  const asked = () => sql.query("select from requirement where person_id = $1 and entry = any($2)", [person, names]);
  await expect.poll(async () => (await asked()).rowCount).toBe(names.length);
  return person;
}

/** Somebody's row on the board. */
export const rowOf = (page: Page, name: string): Locator => page.getByRole("listitem").filter({ hasText: name });

/** Asks for a link to one of them, whatever comes of it. */
export async function askForLink(page: Page, name: string, email: string): Promise<void> {
  await page.goto("/connect/people");
  await rowOf(page, name).getByRole("link", { name: "Send a link" }).click();
  await page.getByLabel("Where the link goes").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
}

/** Sends the link to one of them, without its form on the screen. */
export async function sendLink({ request }: Page, name: string, email: string): Promise<void> {
  const board = await (await request.get("/connect/people")).text();
  const row = board.match(/<li[\s\S]*?<\/li>/g)?.find((text) => text.includes(name)) ?? "";
  const [form = ""] = /\/connect\/people\/[\w-]+\/invite/.exec(row) ?? [];
  await sendForm(request, form, 'name="email"', { email }, "done=invited");
}

/** Sends it by its form, and ends on the board. */
export async function invite(page: Page, name: string, email: string): Promise<void> {
  await askForLink(page, name, email);
  await expect(page.getByRole("heading", { name: "The link is on its way" })).toBeVisible();
}

/** The newest link that was mailed to this address. */
export async function linkTo(mails: Mails, email: string, count = 1): Promise<string> {
  await expect.poll(async () => (await mails(email)).length).toBe(count);
  const [mail] = await mails(email);
  return /http\S+\/invited\?token=[\w-]+/.exec(mail?.text ?? "")?.[0] ?? "";
}

/** A page of somebody with a browser of their own, who has opened this link. */
export async function openLink(browser: Browser, link: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: new URL(link).origin, ...options });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Open my questions" }).click();
  await expect(page).toHaveURL("/invited/tasks");
  return page;
}
