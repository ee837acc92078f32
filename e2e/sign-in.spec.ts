import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, type Mail, test } from "./fixtures.ts";

const linkIn = (mail: Mail | undefined) => /https?:\/\/\S+/.exec(mail?.text ?? "")?.[0] ?? "";

async function askForLink(page: Page, email: string, mails: (to: string) => Promise<Mail[]>): Promise<string> {
  await page.goto("/sign-in?callbackUrl=/verify");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page).toHaveURL(/\/sign-in\/sent/);
  await expect.poll(async () => (await mails(email.trim().toLowerCase())).length).toBeGreaterThan(0);
  return linkIn((await mails(email.trim().toLowerCase()))[0]);
}

test("a mailed link signs in once, after a scanner has looked at it, and leads where the person wanted to go", async ({
  page,
  context,
  request,
  mails,
}) => {
  const email = `Ann.${randomUUID()}@Demo.TEST`;
  const link = await askForLink(page, email, mails);
  for (let scan = 0; scan < 3; scan++) expect((await request.get(link)).status()).toBe(200);
  await request.head(link);

  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/verify");
  const [cookie] = (await context.cookies()).filter(({ name }) => name.includes("session-token"));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });

  await context.clearCookies();
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link no longer works");
});

test("no address and no token is in what the browser's history keeps after signing in", async ({ page, mails }) => {
  const email = `bea.${randomUUID()}@demo.test`;
  const addresses: string[] = [];
  page.on("framenavigated", (frame) => addresses.push(frame.url()));
  const link = await askForLink(page, email, mails);
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/verify");
  expect(addresses.join("\n")).not.toContain(email.split("@")[0]);
});

test("known, unknown and closed accounts cannot be told apart", async ({ page, signIn, sql }) => {
  const known = await signIn("reviewer");
  const closed = await signIn("reviewer");
  await sql.query(`update "user" set deactivated_at = now() where id = $1`, [closed.userId]);
  await page.context().clearCookies();
  const answers = [];
  for (const email of [known.email, closed.email, `nobody.${randomUUID()}@demo.test`]) {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Mail me a link" }).click();
    await expect(page).toHaveURL(/\/sign-in\/sent/);
    answers.push(((await page.locator("main").textContent()) ?? "").replaceAll(email, "…"));
  }
  expect(new Set(answers).size).toBe(1);
});

test("a closed account cannot sign in with its link", async ({ page, signIn, sql, mails, context }) => {
  const person = await signIn("reviewer");
  await context.clearCookies();
  const link = await askForLink(page, person.email, mails);
  await sql.query(`update "user" set deactivated_at = now() where id = $1`, [person.userId]);
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/sign-in\?/);
  expect((await context.cookies()).filter(({ name }) => name.includes("session-token"))).toEqual([]);
});

test("the eleventh link within a quarter of an hour is refused", async ({ page }) => {
  const email = `eager.${randomUUID()}@demo.test`;
  for (let count = 0; count < 10; count++) {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Mail me a link" }).click();
    await expect(page).toHaveURL(/\/sign-in\/sent/);
  }
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByText("Too many links were asked for.")).toBeVisible();
});

test("signing out ends the session at once, also for a copy of the cookie", async ({
  page,
  signIn,
  context,
  request,
  stack,
}) => {
  const person = await signIn();
  await page.goto("/verify");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/(sign-in.*)?$/);
  expect((await context.cookies()).filter(({ name }) => name.includes("session-token"))).toEqual([]);
  const replay = await request.get(`${stack.appUrl}/verify`, {
    headers: { cookie: `next-auth.session-token=${person.token}` },
    maxRedirects: 0,
  });
  expect(replay.status()).toBeGreaterThanOrEqual(300);
});

test("another site cannot sign its visitors in", async ({ page, request, mails, stack }) => {
  const link = await askForLink(page, `carl.${randomUUID()}@demo.test`, mails);
  const token = new URL(link).searchParams.get("token") ?? "";
  const answer = await request.post(`${stack.appUrl}/api/auth/callback/email`, {
    form: { token, callbackUrl: "/verify" },
    headers: { origin: "https://evil.example" },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(404);
});
