import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { hiddenFields } from "../testkit/html-form.ts";
import { cookieOf, sessionCookie } from "../testkit/people.ts";
import { expect, type Mail, test } from "./support/fixtures.ts";
import { startSecondWeb } from "./support/second-web.ts";

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
  sql,
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
  const language = await page.locator("html").getAttribute("lang");
  const { rows } = await sql.query('select locale from "user" where email = $1', [email.toLowerCase()]);
  expect(rows).toEqual([{ locale: language }]);

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
  await page.goto(link);
  await sql.query(`update "user" set deactivated_at = now() where id = $1`, [person.userId]);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/sign-in\?error=Verification/);
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
    headers: cookieOf(person.token),
    maxRedirects: 0,
  });
  expect(replay.status()).toBeGreaterThanOrEqual(300);
});

test("over https, behind a proxy that asks for another host, signing out deletes the cookie in the only way that browsers obey", async ({
  signIn,
  context,
  request,
  stack,
}) => {
  const person = await signIn();
  await context.clearCookies();
  const origin = "https://id.example.com";
  const web = await startSecondWeb(stack, { environment: () => ({ APP_URL: origin }) });
  try {
    const headers = { cookie: `__Host-${sessionCookie}=${person.token}` };
    const page = await request.get(`${web.url}/verify`, { headers });
    const form = hiddenFields(await page.text(), "Sign out");
    if (!form) throw new Error(`the page answered ${page.status()} without the form`);
    const answer = await request.post(`${web.url}/verify`, {
      multipart: form,
      headers: { ...headers, origin },
      maxRedirects: 0,
    });
    const deletion = answer.headersArray().find(({ name }) => name.toLowerCase() === "set-cookie")?.value;
    expect(deletion).toMatch(/^__Host-next-auth\.session-token=;/);
    expect(deletion).toMatch(/; Secure(;|$)/);
  } finally {
    await web.stop();
  }
});

test("both spellings of an internationalised address are one account, shown in its readable form", async ({
  page,
  context,
  mails,
  sql,
}) => {
  const name = `ivan.${randomUUID()}`;
  const address = `${name}@xn--h1alffa9f.xn--p1ai`;
  for (const [before, typed] of [`${name}@россия.рф`, address].entries()) {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill(typed);
    await page.getByRole("button", { name: "Mail me a link" }).click();
    await expect(page.getByText(`${name}@россия.рф`)).toBeVisible();
    await expect.poll(async () => (await mails(address)).length).toBe(before + 1);
    await page.goto(linkIn((await mails(address))[0]));
    await expect(page.getByText(`${name}@россия.рф`)).toBeVisible();
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL("/");
    await expect(page.getByText(`${name}@россия.рф`)).toBeVisible();
    await context.clearCookies();
  }
  const { rows } = await sql.query(`select email from "user" where email like $1`, [`${name}%`]);
  expect(rows).toEqual([{ email: address }]);
});

test("path and filters travel through signing in, and through an address that was mistyped; the mail holds none of it", async ({
  page,
  mails,
  signIn,
  context,
}) => {
  const { email } = await signIn("reviewer");
  await context.clearCookies();
  const wanted = `/verifications?status=action_needed&country=DE&q=${encodeURIComponent("someone@demo.test")}`;
  await page.goto(wanted);
  await page.getByLabel("E-mail address").fill(`typo.${email}`);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await page.getByRole("link", { name: "Use another address" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page).toHaveURL(/\/sign-in\/sent/);

  const [mail] = await mails(email);
  expect(linkIn(mail)).toMatch(/\/sign-in\/confirm\?token=[0-9a-f]{64}$/);
  expect(`${mail?.text} ${mail?.html}`).not.toMatch(/action_needed|someone/);
  await page.goto(linkIn(mail));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(wanted);
});

for (const [dead, kill] of [
  ["was used", "update sign_in_token set expires = now() where identifier = $1"],
  ["is too old", "update sign_in_token set expires = now() - interval '23 hours' where identifier = $1"],
] as const) {
  test(`path and filters travel through a link that ${dead} before it was opened, and before it was pressed`, async ({
    page,
    mails,
    signIn,
    sql,
    context,
  }) => {
    const { email } = await signIn("reviewer");
    await context.clearCookies();
    const wanted = "/verifications?status=action_needed&country=DE";
    const ask = async (count: number) => {
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Mail me a link" }).click();
      await expect(page).toHaveURL(/\/sign-in\/sent/);
      await expect.poll(async () => (await mails(email)).length).toBe(count);
      return linkIn((await mails(email))[0]);
    };
    await page.goto(wanted);
    const first = await ask(1);
    await sql.query(kill, [email]);
    // As on the phone on which the mail is read: nothing of the browser that asked is here.
    await context.clearCookies();
    await page.goto(first);
    await page.getByRole("link", { name: "Ask for a new link" }).click();

    await page.goto(await ask(2));
    await sql.query(kill, [email]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/sign-in\?.*error=Verification/);

    await page.goto(await ask(3));
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(wanted);
  });
}

test("whoever asks for a link cannot have words of theirs mailed to another", async ({ page, mails }) => {
  const email = `dora.${randomUUID()}@demo.test`;
  await page.goto(`/sign-in?callbackUrl=${encodeURIComponent("/verify?you=won-a-prize")}`);
  await page
    .locator("input[name=callbackUrl]")
    .first()
    .evaluate((field: HTMLInputElement) => {
      field.value = `/verify?won-a-prize=${"x".repeat(30_000)}`;
    });
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page).toHaveURL(/\/sign-in\/sent$/);
  const [mail] = await mails(email);
  expect(linkIn(mail)).toMatch(/\/sign-in\/confirm\?token=[0-9a-f]{64}$/);
  expect(mail?.html).not.toContain("won-a-prize");
});

test("when a sign-in has ended elsewhere, every page and action leads through signing in back to itself", async ({
  page,
  signIn,
  sql,
  request,
  stack,
}) => {
  const person = await signIn("admin");
  const wanted = "/events?type=identity.verification_session.verified&from=2026-01-01";
  await page.goto(wanted);
  await sql.query("delete from auth_session where user_id = $1", [person.userId]);

  const callbackOf = (location: string | undefined) =>
    new URL(location ?? "", stack.appUrl).searchParams.get("callbackUrl");
  for (const path of [wanted, "/verifications?status=verified&country=DE", "/verify?step=consent", "/health?done=no"]) {
    for (const cookie of ["", `${sessionCookie}=${person.token}`]) {
      const answer = await request.get(path, { headers: { cookie }, maxRedirects: 0 });
      expect(callbackOf(answer.headers().location), `${path} ${cookie}`).toBe(path);
    }
  }

  await page.getByRole("link", { name: "Health" }).click();
  await expect(page).toHaveURL(`/sign-in?callbackUrl=${encodeURIComponent("/health")}`);
});

test("what we do not use of next-auth is not served", async ({ request }) => {
  for (const path of ["_log", "signout", "providers", "verify-request", "none", "session/more"]) {
    expect((await request.get(`/api/auth/${path}`, { maxRedirects: 0 })).status(), `GET ${path}`).toBe(404);
    const answer = await request.post(`/api/auth/${path}`, { form: { level: "error", code: "words of anybody" } });
    expect(answer.status(), `POST ${path}`).toBe(404);
  }
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
