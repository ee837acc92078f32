import { randomUUID } from "node:crypto";
import { type Claims, startOidcProvider } from "../testkit/oidc-provider.ts";
import { expect, test } from "./support/fixtures.ts";
import { startSecondWeb } from "./support/second-web.ts";

test("where OpenID Connect is configured it signs in whose address the provider has verified, and nobody else", async ({
  page,
  stack,
  sql,
  signIn,
  context,
}) => {
  const known = await signIn("reviewer");
  await context.clearCookies();
  let claims: Claims = { sub: randomUUID(), email: known.email.toUpperCase(), email_verified: true };
  const provider = await startOidcProvider(() => claims);
  const web = await startSecondWeb(stack, {
    environment: (url) => ({
      APP_URL: url,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: provider.clientSecret,
      OIDC_NAME: "Northwind Staff",
    }),
  });
  try {
    await page.goto(`${web.url}/sign-in?callbackUrl=/verifications`);
    await page.getByRole("button", { name: "Continue with Northwind Staff" }).click();
    await expect(page).toHaveURL(`${web.url}/verifications`);
    const { rows } = await sql.query("select user_id from account where provider_account_id = $1", [claims.sub]);
    expect(rows).toEqual([{ user_id: known.userId }]);

    // Whoever is signed in in the browser: an identity is of the account with its own address, here a new one.
    claims = { sub: randomUUID(), email: `${randomUUID()}@demo.test`, email_verified: true };
    await page.goto(`${web.url}/sign-in?callbackUrl=/verify`);
    await page.getByRole("button", { name: "Continue with Northwind Staff" }).click();
    await expect(page).toHaveURL(`${web.url}/verify`);
    const { rows: owners } = await sql.query(
      `select u.email, (select count(*)::int from auth_session where user_id = $2) as "sessionsOfOther"
       from account join "user" u on u.id = user_id where provider_account_id = $1`,
      [claims.sub, known.userId],
    );
    expect(owners).toEqual([{ email: claims.email, sessionsOfOther: 1 }]);

    await context.clearCookies();
    claims = { sub: randomUUID(), email: known.email, email_verified: false };
    await page.goto(`${web.url}/sign-in?callbackUrl=/verifications`);
    await page.getByRole("button", { name: "Continue with Northwind Staff" }).click();
    await expect(
      page.getByRole("heading", { level: 2 }).or(page.getByText("This account cannot sign in")).first(),
    ).toBeVisible();
    await expect(page).toHaveURL(`${web.url}/sign-in?callbackUrl=%2Fverifications&error=AccessDenied`);
    expect((await context.cookies()).filter(({ name }) => name.includes("session-token"))).toEqual([]);
  } finally {
    await web.stop();
    await provider.stop();
  }
});
