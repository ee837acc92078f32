import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

/** From /verify to Stripe's own screen in the modal, whose frame is returned. */
async function openModal(page: Page, press = "I agree, start now") {
  if (press === "I agree, start now") {
    await page.goto("/verify");
    await page.getByRole("link", { name: "Continue" }).click();
  }
  await page.getByRole("button", { name: press, exact: true }).click();
  return page.frameLocator("iframe");
}

const headings = (page: Page) => page.getByRole("heading", { level: 1 });

test("a person is verified in the modal, and reads so without a reload", async ({ page, signIn, stripe }) => {
  const person = await signIn();
  const modal = await openModal(page);
  await modal.getByRole("button", { name: "Accept and continue" }).click();
  await modal.getByRole("button", { name: "Verification success", exact: true }).click();

  await expect(page).toHaveURL("/verify/submitted");
  await expect(headings(page)).toHaveText("You are verified");
  const sessions = await stripe.identity.verificationSessions.list({ client_reference_id: person.userId });
  expect(sessions.data.map((session) => session.status)).toEqual(["verified"]);

  await page.goto("/verify");
  await expect(headings(page)).toHaveText("You are verified");
});

test("a person is verified on Stripe's page and comes back", async ({ page, signIn, stack }) => {
  await signIn();
  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: /on Stripe/ }).click();
  await page.waitForURL(`${stack.emulatorUrl}/**`);
  await page.getByRole("button", { name: "Accept and continue" }).click();
  await page.getByRole("button", { name: "Verification success", exact: true }).click();

  await expect(page).toHaveURL(`${stack.appUrl}/verify/submitted`);
  await expect(headings(page)).toHaveText("You are verified");
});

test("a result that takes a while arrives by itself", async ({ page, signIn, emulator, sql }) => {
  const person = await signIn();
  const modal = await openModal(page);
  await modal.getByRole("button", { name: "Accept and continue" }).click();
  await modal.getByRole("button", { name: "Verification success async" }).click();
  await expect(headings(page)).toHaveText("We are checking");
  await expect
    .poll(async () => {
      const { rows } = await sql.query("select status from verification where user_id = $1", [person.userId]);
      return rows[0]?.status;
    })
    .toBe("checking");
  await emulator.call("/clock", { advanceSeconds: 60 });
  await expect(headings(page)).toHaveText("You are verified");
});

test("when no webhook arrives the page asks Stripe itself", async ({ page, signIn, emulator }) => {
  await signIn();
  const modal = await openModal(page);
  await modal.getByRole("button", { name: "Accept and continue" }).click();
  await emulator.call("/faults", { target: "webhooks", kind: "drop", count: 2, seed: 1 });
  await modal.getByRole("button", { name: "Verification success", exact: true }).click();
  await expect(headings(page)).toHaveText("You are verified", { timeout: 15_000 });
});

// One of each family of failures; the wording of every code is checked by messages/messages.test.ts.
const families = [
  ["document", "document_expired", "This document has expired", "Use another document"],
  ["selfie", "selfie_face_mismatch", "The faces could not be matched", "Try again"],
  ["ID number", "id_number_mismatch", "Your ID number could not be matched", "Check my details"],
  ["e-mail", "email_verification_declined", "Please confirm your e-mail address", "Send a new code"],
  ["phone", "phone_verification_declined", "Please confirm your phone number", "Send a new code"],
] as const;

for (const [family, code, title, press] of families) {
  test(`a failed ${family} check says what happened, and the next try succeeds`, async ({ page, signIn, stripe }) => {
    const person = await signIn();
    const first = await openModal(page);
    await first.getByRole("button", { name: "Accept and continue" }).click();
    await first.getByLabel("Fail with code").selectOption(code);
    await first.getByRole("button", { name: "Fail with this code" }).click();
    await expect(headings(page)).toHaveText(title);

    const second = await openModal(page, press);
    await second.getByRole("button", { name: "Accept and continue" }).click();
    await second.getByRole("button", { name: "Verification success", exact: true }).click();
    await expect(headings(page)).toHaveText("You are verified");
    const sessions = await stripe.identity.verificationSessions.list({ client_reference_id: person.userId });
    expect(sessions.data).toHaveLength(1);
  });
}

test("who declines Stripe's consent is shown the way without a face check, and no attempt is spent", async ({
  page,
  signIn,
}) => {
  await signIn();
  const modal = await openModal(page);
  await modal.getByRole("button", { name: "Decline" }).click();
  await expect(headings(page)).toHaveText("You chose no face check");
  await expect(page.getByText("3 of 3")).toBeVisible();
});

test("who wants no face check from the start is shown the way by people, and no session is made", async ({
  page,
  signIn,
  stripe,
}) => {
  const person = await signIn();
  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: "Verify without face check" }).click();
  await expect(headings(page)).toHaveText("You chose no face check");
  const sessions = await stripe.identity.verificationSessions.list({ client_reference_id: person.userId });
  expect(sessions.data).toEqual([]);
});

test("who closes the modal goes on where they stopped", async ({ page, signIn }) => {
  await signIn();
  const modal = await openModal(page);
  await expect(modal.getByRole("button", { name: "Accept and continue" })).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();
  await expect(headings(page)).toHaveText("You closed the check");

  const again = await openModal(page, "Continue");
  await again.getByRole("button", { name: "Accept and continue" }).click();
  await again.getByRole("button", { name: "Verification success", exact: true }).click();
  await expect(headings(page)).toHaveText("You are verified");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a person is verified all the same", async ({ page, signIn, stack }) => {
    await signIn();
    await page.goto("/verify");
    await page.getByRole("link", { name: "Continue" }).click();
    await page.getByRole("button", { name: "I agree, start now" }).click();
    await page.waitForURL(`${stack.emulatorUrl}/**`);
    await page.getByRole("button", { name: "Accept and continue" }).click();
    await page.getByRole("button", { name: "Verification success", exact: true }).click();
    // The page reads itself anew until the status is there.
    await expect(headings(page)).toHaveText("You are verified", { timeout: 15_000 });
  });
});

test.describe("when Stripe.js cannot be loaded", () => {
  test("the person goes to Stripe's page instead", async ({ page, context, signIn, stack }) => {
    await context.route("**/endive/stripe.js", (route) => route.fulfill({ status: 200, body: "" }));
    await context.route("https://js.stripe.com/**", (route) => route.fulfill({ status: 200, body: "" }));
    await signIn();
    await page.goto("/verify?step=consent");
    await page.getByRole("button", { name: "I agree, start now" }).click();
    await page.waitForURL(`${stack.emulatorUrl}/**`, { timeout: 20_000 });
    await expect(page.getByRole("button", { name: "Accept and continue" })).toBeVisible();
  });
});

test("two tabs at once lead to one session, whichever finishes", async ({ context, signIn, stripe }) => {
  const person = await signIn();
  const [one, two] = await Promise.all([context.newPage(), context.newPage()]);
  const [, second] = await Promise.all([openModal(one), openModal(two)]);
  await second.getByRole("button", { name: "Accept and continue" }).click();
  await second.getByRole("button", { name: "Verification success", exact: true }).click();
  await expect(headings(two)).toHaveText("You are verified");
  await one.goto("/verify");
  await expect(headings(one)).toHaveText("You are verified");
  const sessions = await stripe.identity.verificationSessions.list({ client_reference_id: person.userId });
  expect(sessions.data).toHaveLength(1);
});

test("twenty presses at once make one session", async ({ page, signIn, stripe }) => {
  const person = await signIn();
  await page.goto("/verify?step=consent");
  // The real request of one press, sent twenty times by the page itself.
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.method() === "POST" && sent.headers()["next-action"] !== undefined),
    page.getByRole("button", { name: "I agree, start now" }).click(),
  ]);
  const headers = request.headers();
  const again = { id: headers["next-action"] ?? "", body: request.postData() ?? "" };
  const answers = await page.evaluate(
    ({ id, body }) =>
      Promise.all(
        Array.from({ length: 20 }, () =>
          fetch("/verify", {
            method: "POST",
            headers: { "next-action": id, accept: "text/x-component", "content-type": "text/plain;charset=UTF-8" },
            body,
          }).then((answer) => answer.text()),
        ),
      ),
    again,
  );
  expect(answers.filter((answer) => !answer.includes('"ok":true'))).toEqual([]);
  const sessions = await stripe.identity.verificationSessions.list({ client_reference_id: person.userId });
  expect(sessions.data).toHaveLength(1);
});

test("three failed attempts end the automatic way and name the other", async ({
  page,
  verifiedCase,
  context,
  stack,
}) => {
  const { person } = await verifiedCase("document_expired", "document_unverified_other", "selfie_unverified_other");
  await context.addCookies([{ name: "next-auth.session-token", value: person.token, url: stack.appUrl }]);
  await page.goto("/verify");
  await expect(headings(page)).toHaveText("No more automatic attempts");
});

test("while Stripe is down the person reads so, and the next press goes on", async ({
  page,
  signIn,
  emulator,
  stripe,
}) => {
  const person = await signIn();
  await page.goto("/verify?step=consent");
  const path = "/v1/identity/verification_sessions";
  await emulator.call("/faults", {
    target: "api",
    kind: "status",
    status: 503,
    count: 1,
    seed: 1,
    method: "POST",
    path,
  });
  await page.getByRole("button", { name: "I agree, start now" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The check cannot be reached" })).toBeVisible();
  expect((await stripe.identity.verificationSessions.list({ client_reference_id: person.userId })).data).toEqual([]);

  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: "I agree, start now" }).click();
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Accept and continue" })).toBeVisible();
});
