import type { Page } from "@playwright/test";
import type pg from "pg";
import type { Emulator } from "../testkit/emulator.ts";
import { expect, test } from "./support/fixtures.ts";
import { fillDetails, startSelling } from "./support/seller.ts";
import type { StripeScreen } from "./support/stripe-screen.ts";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const task = "/connect/tasks/id?person=individual";

/** A seller whose name Stripe has, on the page where document and selfie are agreed to. */
async function reachConsent(page: Page): Promise<void> {
  await startSelling(page);
  await page.goto(task);
  await expect(page.getByText("once Stripe has your name")).toBeVisible();
  await page.getByRole("link", { name: "To your details" }).click();
  await fillDetails(page, "1111");
  await page.getByRole("button", { name: "Send to Stripe" }).click();
  await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
  await page.goto(task);
  await page.getByRole("link", { name: "Verify with document and selfie" }).click();
  await expect(heading(page)).toHaveText("Verify with document and selfie");
}

const agree = (page: Page) => page.getByRole("button", { name: "I agree, start now" }).click();

/** Fails until no attempt is left, on the page where document and selfie are agreed to. */
async function useUp(page: Page, screen: StripeScreen): Promise<void> {
  for (const outcome of ["selfie_face_mismatch", "document_expired", "document_unverified_other"]) {
    await agree(page);
    await screen.submit(outcome);
    await expect(page).toHaveURL("/connect/selfie");
    await expect(page.locator(".tone-warning")).toBeVisible();
  }
  await expect(page.getByRole("heading", { name: "No more automatic attempts" })).toBeVisible();
  await expect(page.getByRole("button", { name: "I agree, start now" })).toHaveCount(0);
}

/** Stripe asks the seller for a short selfie; ends on the task's page. */
async function askForSelfie(
  page: Page,
  { emulator, sql }: { emulator: Emulator; sql: pg.Pool },
  userId: string,
): Promise<void> {
  const { rows } = await sql.query<{ id: string }>("select stripe_id as id from connected_account where user_id = $1", [
    userId,
  ]);
  await emulator.control(`/accounts/${rows[0]?.id}/requirements`, {
    entry: "individual.verification.proof_of_liveness",
  });
  await expect(async () => {
    await page.goto("/connect/tasks/live?person=individual");
    await expect(page.getByRole("link", { name: "Verify with document and selfie" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

test.describe("document and selfie instead of pictures", { tag: "@emulator" }, () => {
  test("in the modal prove the seller to Stripe and to us, after one that did not fit", async ({
    page,
    signIn,
    stripe,
    stripeScreen,
  }) => {
    const { userId } = await signIn();
    await reachConsent(page);
    await expect(page.getByText("need not ask you again")).toBeVisible();

    await agree(page);
    await stripeScreen(page).submit("selfie_face_mismatch");
    await expect(page.getByRole("heading", { name: "The faces could not be matched" })).toBeVisible();
    await expect(page).toHaveURL("/connect/selfie");
    // Nothing is met by it.
    await page.goto(task);
    await expect(page.getByRole("radio").first()).toBeVisible();

    await page.goto("/connect/selfie");
    await agree(page);
    await stripeScreen(page).submit("verified");
    await expect(page).toHaveURL("/connect?done=selfie");
    await expect(page.getByRole("heading", { name: "Stripe has checked your document and selfie" })).toBeVisible();
    await page.goto(task);
    await expect(page.getByText("Stripe has what it needs here")).toBeVisible();
    await page.goto("/verify");
    await expect(heading(page)).toHaveText("You are verified");

    const { data } = await stripe.identity.verificationSessions.list({ client_reference_id: userId });
    expect(data.map(({ status, related_person }) => [status, related_person?.person.slice(0, 7)])).toEqual([
      ["verified", "person_"],
    ]);
    await page.goto("/connect/selfie");
    await expect(page).toHaveURL("/connect?done=moved");
  });

  test("on Stripe's page work without script, and the result is waited for", async ({
    browser,
    baseURL,
    signIn,
    emulator,
    letChecksEnd,
    sql,
    stripeScreen,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
    const { userId } = await signIn("applicant", context);
    const page = await context.newPage();
    await reachConsent(page);
    await page.getByRole("button", { name: /on Stripe/ }).click();
    await stripeScreen(page).hosted();
    const { rows } = await sql.query<{ id: string }>(
      "select s.id from verification_session s join verification v on v.id = s.verification_id where v.user_id = $1",
      [userId],
    );
    await emulator.submit(rows[0]?.id ?? "", "verified", { delaySeconds: 30 });
    await page.goto("/connect/selfie/submitted");
    await expect(heading(page)).toHaveText("Stripe is checking your document and selfie");
    await letChecksEnd();
    await expect(async () => {
      await page.goto("/connect/selfie/submitted");
      await expect(page).toHaveURL("/connect?done=selfie", { timeout: 1_000 });
    }).toPass();
    await context.close();
  });

  test("that were cancelled leave everything as it was, and pictures may be sent", async ({
    page,
    signIn,
    stripeScreen,
  }) => {
    await signIn();
    await reachConsent(page);
    await agree(page);
    await stripeScreen(page).opened();
    await stripeScreen(page).close();
    await expect(page).toHaveURL("/connect/selfie?ended=session_cancelled");
    await page.getByRole("link", { name: "Send pictures instead" }).click();
    await expect(page.getByRole("button", { name: "Continue", exact: true })).toBeVisible();
  });

  test("can be done by whoever is verified already, who stays so", async ({ page, signIn, stripeScreen }) => {
    await signIn();
    await page.goto("/verify?step=consent");
    await agree(page);
    await stripeScreen(page).submit("verified");
    await expect(heading(page)).toHaveText("You are verified");

    await reachConsent(page);
    await expect(page.getByText("You stay verified, whatever comes of it")).toBeVisible();
    await agree(page);
    await stripeScreen(page).submit("selfie_face_mismatch");
    await expect(page.getByRole("heading", { name: "The faces could not be matched" })).toBeVisible();
    await page.goto("/verify");
    await expect(heading(page)).toHaveText("You are verified");
    await page.goto("/connect/selfie");
    await agree(page);
    await stripeScreen(page).submit("verified");
    await expect(page).toHaveURL("/connect?done=selfie");
  });

  test("are the way to a short selfie, for which there is nothing to upload", async ({
    page,
    signIn,
    emulator,
    sql,
    stripeScreen,
  }) => {
    const { userId } = await signIn();
    await reachConsent(page);
    await askForSelfie(page, { emulator, sql }, userId);
    await expect(page.getByRole("button", { name: "Open Stripe’s page" })).toBeVisible();
    await page.getByRole("link", { name: "Verify with document and selfie" }).click();
    await agree(page);
    await stripeScreen(page).submit("verified");
    await expect(page).toHaveURL("/connect?done=selfie");
    await expect(page.getByRole("link", { name: /selfie/i })).toHaveCount(0);
  });

  test("lead on to pictures once the attempts are used up", async ({ page, signIn, stripeScreen }) => {
    await signIn();
    await reachConsent(page);
    await useUp(page, stripeScreen(page));
    await expect(page.getByText("Send pictures of your document instead.")).toBeVisible();
    await page.getByRole("link", { name: "Send pictures instead" }).click();
    await expect(page.getByRole("button", { name: "Continue", exact: true })).toBeVisible();
  });

  test("lead on to Stripe's page once the attempts are used up, where there is nothing to upload", async ({
    page,
    signIn,
    emulator,
    sql,
    stack,
    stripeScreen,
  }) => {
    const { userId } = await signIn();
    await startSelling(page);
    await page.goto("/connect/tasks/you?person=individual");
    await fillDetails(page, "0000");
    await page.getByRole("button", { name: "Send to Stripe" }).click();
    await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
    await askForSelfie(page, { emulator, sql }, userId);
    await page.getByRole("link", { name: "Verify with document and selfie" }).click();
    // A document is asked for later: pictures of it do not meet what is due.
    await expect(page.getByRole("link", { name: "Send pictures instead" })).toHaveCount(0);
    await useUp(page, stripeScreen(page));
    await expect(page.getByText("Stripe’s own page can take your selfie instead")).toBeVisible();
    await expect(page.getByRole("link", { name: "Send pictures instead" })).toHaveCount(0);
    await page.getByRole("button", { name: "Open Stripe’s page" }).click();
    await page.waitForURL(({ origin }) => origin === stack.emulatorUrl);
  });
});
