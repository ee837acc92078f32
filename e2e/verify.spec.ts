import type { Page } from "@playwright/test";
import { sessionCookie } from "../testkit/people.ts";
import { expect, test } from "./support/fixtures.ts";

/** From /verify to Stripe's own screen in the modal. */
async function openModal(page: Page, press = "I agree, start now") {
  if (press === "I agree, start now") {
    await page.goto("/verify");
    await page.getByRole("link", { name: "Continue" }).click();
  }
  await page.getByRole("button", { name: press, exact: true }).click();
}

const headings = (page: Page) => page.getByRole("heading", { level: 1 });

test("a person is verified in the modal, and reads so without a reload", async ({
  page,
  signIn,
  stripe,
  stripeScreen,
}) => {
  const person = await signIn();
  await openModal(page);
  await stripeScreen(page).submit("verified");

  await expect(page).toHaveURL("/verify/submitted");
  await expect(headings(page)).toHaveText("You are verified");
  await expect(page).toHaveTitle(/^You are verified/);
  const sessions = await stripe.identity.verificationSessions.list({ client_reference_id: person.userId });
  expect(sessions.data.map((session) => session.status)).toEqual(["verified"]);

  await page.goto("/verify");
  await expect(headings(page)).toHaveText("You are verified");
});

test("a person is verified on Stripe's page and comes back", async ({ page, signIn, stack, stripeScreen }) => {
  await signIn();
  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: /on Stripe/ }).click();
  await stripeScreen(page).hosted();
  await stripeScreen(page).submit("verified");

  await expect(page).toHaveURL(`${stack.appUrl}/verify/submitted`);
  await expect(headings(page)).toHaveText("You are verified");
});

test("a result that takes a while arrives by itself", async ({ page, signIn, stripeScreen, letChecksEnd, sql }) => {
  const person = await signIn();
  await openModal(page);
  await stripeScreen(page).submit("verified_later");
  await expect(headings(page)).toHaveText("We are checking");
  await expect
    .poll(async () => {
      const { rows } = await sql.query("select status from verification where user_id = $1", [person.userId]);
      return rows[0]?.status;
    })
    .toBe("checking");
  await letChecksEnd();
  await expect(headings(page)).toHaveText("You are verified");
});

test("when no webhook arrives the page asks Stripe itself", { tag: "@emulator" }, async ({
  page,
  signIn,
  stripeScreen,
  emulator,
}) => {
  await signIn();
  await openModal(page);
  await stripeScreen(page).opened();
  await emulator.control("/faults", { target: "webhooks", kind: "drop", count: 2, seed: 1 });
  await stripeScreen(page).submit("verified");
  await expect(headings(page)).toHaveText("You are verified", { timeout: 15_000 });
});

// One of each family of failures; the wording of every code is checked by messages/messages.test.ts. The first is the
// only one that Stripe's test mode has.
const families = [
  ["document", "document_unverified_other", "Your document could not be checked", "Try again"],
  ["selfie", "selfie_face_mismatch", "The faces could not be matched", "Try again"],
  ["ID number", "id_number_mismatch", "Your ID number could not be matched", "Check my details"],
  ["e-mail", "email_verification_declined", "Please confirm your e-mail address", "Send a new code"],
  ["phone", "phone_verification_declined", "Please confirm your phone number", "Send a new code"],
] as const;

for (const [family, code, title, press] of families) {
  const tag = family === "document" ? [] : "@emulator";
  test(`a failed ${family} check says what happened, and the next try succeeds`, { tag }, async ({
    page,
    signIn,
    stripe,
    stripeScreen,
  }) => {
    const person = await signIn();
    await openModal(page);
    await stripeScreen(page).submit(code);
    await expect(headings(page)).toHaveText(title);

    await openModal(page, press);
    await stripeScreen(page).submit("verified");
    await expect(headings(page)).toHaveText("You are verified");
    const sessions = await stripe.identity.verificationSessions.list({ client_reference_id: person.userId });
    expect(sessions.data).toHaveLength(1);
  });
}

test("who declines Stripe's consent is shown the way without a face check, and no attempt is spent", async ({
  page,
  signIn,
  stripeScreen,
}) => {
  await signIn();
  await openModal(page);
  await stripeScreen(page).decline();
  await expect(headings(page)).toHaveText("You chose no face check");
  await expect(page.getByText("3 of 3")).toBeVisible();
});

test("what another device does shows on a page that is open, and in its tab", { tag: "@emulator" }, async ({
  page,
  browser,
  signIn,
  stack,
  sql,
  emulator,
}) => {
  const person = await signIn();
  await page.goto("/verify");
  await expect(page).toHaveTitle(/^Verify your identity/);

  const phone = await browser.newContext({ baseURL: stack.appUrl });
  await phone.addCookies([{ name: sessionCookie, value: person.token, url: stack.appUrl }]);
  const onPhone = await phone.newPage();
  await onPhone.goto("/verify?step=consent");
  await onPhone.getByRole("button", { name: /on Stripe/ }).click();
  await onPhone.waitForURL(({ href }) => href.startsWith(stack.emulatorUrl ?? ""));
  await expect(headings(page)).toHaveText("Go on where you stopped");
  await expect(page).toHaveTitle(/^Go on where you stopped/);

  const { rows } = await sql.query("select current_session_id as id from verification where user_id = $1", [
    person.userId,
  ]);
  await emulator.submit(rows[0]?.id, "document_expired");
  await expect(headings(page)).toHaveText("This document has expired");
  await emulator.submit(rows[0]?.id, "verified");
  await expect(headings(page)).toHaveText("You are verified");
  await expect(page).toHaveTitle(/^You are verified/);
  await phone.close();
});

test("a page that was left for long is true as soon as somebody looks at it again", { tag: "@emulator" }, async ({
  page,
  verifiedCase,
  emulator,
  context,
  stack,
}) => {
  const { person, sessionId } = await verifiedCase("document_expired");
  await context.addCookies([{ name: sessionCookie, value: person.token, url: stack.appUrl }]);
  await page.clock.install();
  await page.goto("/verify");
  await expect(headings(page)).toHaveText("This document has expired");
  // From here on the page's time stands still, so that only the look at it can bring the news.
  await page.clock.pauseAt(Date.now() + 3_600_000);
  await emulator.submit(sessionId, "verified");
  await expect
    .poll(() => page.evaluate(() => fetch("/verify/submitted/status").then((answer) => answer.text())))
    .toContain("verified");
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(headings(page)).toHaveText("You are verified");
});

test("who wants no face check from the start is shown manual review, and no session is made", async ({
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

test("whose country is not covered goes on with a document from another one", { tag: "@emulator" }, async ({
  page,
  verifiedCase,
  context,
  stack,
  emulator,
  stripeScreen,
}) => {
  const { person, sessionId } = await verifiedCase();
  await emulator.submit(sessionId, "country_not_supported");
  await context.addCookies([{ name: sessionCookie, value: person.token, url: stack.appUrl }]);
  await page.goto("/verify");
  await page.getByRole("link", { name: "I have one from another country" }).click();
  await page.getByLabel("Country of the document").selectOption({ label: "France" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "I agree, start now", exact: true }).click();
  await stripeScreen(page).submit("verified");
  await expect(headings(page)).toHaveText("You are verified");
});

test("who closes the modal goes on where they stopped", async ({ page, signIn, stripeScreen }) => {
  await signIn();
  await openModal(page);
  await stripeScreen(page).opened();
  await stripeScreen(page).close();
  await expect(headings(page)).toHaveText("You closed the check");

  await openModal(page, "Continue");
  await stripeScreen(page).submit("verified");
  await expect(headings(page)).toHaveText("You are verified");
});

test("who closes the modal and goes on with the phone reads on this page what came of it", {
  tag: "@emulator",
}, async ({ page, signIn, sql, emulator, stripeScreen }) => {
  const person = await signIn();
  await openModal(page);
  await stripeScreen(page).opened();
  await stripeScreen(page).close();
  await expect(headings(page)).toHaveText("You closed the check");
  const { rows } = await sql.query(
    // Stripe's times are whole seconds.
    `update verification set started_at = started_at - interval '2 seconds' where user_id = $1
     returning current_session_id as id`,
    [person.userId],
  );
  await emulator.submit(rows[0]?.id, "document_expired");
  await expect(headings(page)).toHaveText("This document has expired");
  await page.reload();
  await expect(headings(page)).toHaveText("This document has expired");
});

// Stripe's own page needs script.
test.describe("without JavaScript", { tag: "@emulator" }, () => {
  test.use({ javaScriptEnabled: false });

  test("a person is verified all the same", async ({ page, signIn, stripeScreen }) => {
    await signIn();
    await page.goto("/verify");
    await page.getByRole("link", { name: "Continue" }).click();
    await page.getByRole("button", { name: "I agree, start now" }).click();
    await stripeScreen(page).hosted();
    await stripeScreen(page).submit("verified");
    // The page reads itself anew until the status is there.
    await expect(headings(page)).toHaveText("You are verified", { timeout: 15_000 });
  });
});

test.describe("when Stripe.js cannot be loaded", () => {
  test("the person goes to Stripe's page instead", async ({ page, context, signIn, stripeScreen, stack }) => {
    // Only for our page: Stripe's own may need it as well.
    await context.route(/\/endive\/stripe\.js|^https:\/\/js\.stripe\.com\//, (route) =>
      route.request().frame().url().startsWith(stack.appUrl) ? route.fulfill({ body: "" }) : route.continue(),
    );
    await signIn();
    await page.goto("/verify?step=consent");
    await page.getByRole("button", { name: "I agree, start now" }).click();
    await stripeScreen(page).hosted();
    await stripeScreen(page).opened();
  });
});

test.describe("when Stripe's modal does not open", { tag: "@emulator" }, () => {
  const ends = {
    "refuses to open": "Promise.reject(new Error('refused'))",
    throws: "(() => { throw new Error('thrown'); })()",
    "never answers and shows nothing": "new Promise(() => {})",
  };
  for (const [how, answer] of Object.entries(ends)) {
    test(`because it ${how}, the person goes to Stripe's page`, async ({ page, signIn, stripeScreen }) => {
      await page.route(/\/endive\/stripe\.js/, (route) =>
        route.fulfill({
          contentType: "text/javascript",
          body: `window.Stripe = () => ({ verifyIdentity() { document.body.dataset.asked = "yes"; return ${answer}; } });`,
        }),
      );
      await page.clock.install();
      await signIn();
      await page.goto("/verify?step=consent");
      await page.getByRole("button", { name: "I agree, start now" }).click();
      if (how.startsWith("never")) {
        await expect(page.locator("body[data-asked]")).toBeAttached();
        await page.clock.fastForward("00:11");
      }
      await stripeScreen(page).hosted();
      await stripeScreen(page).opened();
    });
  }

  test("a person who will not wait for it presses the other button, which works at once", async ({
    page,
    signIn,
    stripeScreen,
  }) => {
    // A script that never comes.
    await page.route(/\/endive\/stripe\.js/, () => {});
    await signIn();
    await page.goto("/verify?step=consent");
    const start = page.getByRole("button", { name: "I agree, start now" });
    await start.click();
    await expect(start).toBeDisabled();
    await page.getByRole("button", { name: /on Stripe/ }).click();
    await stripeScreen(page).hosted();
    await stripeScreen(page).opened();
  });

  test("a person who says no to the face check while it loads is not taken to it", async ({ page, signIn }) => {
    // A script that never comes, for which Stripe's page is the other way.
    await page.route(/\/endive\/stripe\.js/, () => {});
    await page.clock.install();
    await signIn();
    await page.goto("/verify?step=consent");
    const asked = page.waitForRequest(/\/endive\/stripe\.js/);
    await page.getByRole("button", { name: "I agree, start now" }).click();
    await asked;
    await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === "POST"),
      page.getByRole("button", { name: "Verify without face check" }).click(),
    ]);
    await page.clock.fastForward("00:11");
    await expect(headings(page)).toHaveText("You chose no face check");
    await expect(page).toHaveURL("/verify");
  });
});

test("two tabs at once lead to one session, whichever finishes", async ({ context, signIn, stripe, stripeScreen }) => {
  const person = await signIn();
  const [one, two] = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all([openModal(one), openModal(two)]);
  await stripeScreen(two).submit("verified");
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
  const { person } = await verifiedCase(...Array<string>(3).fill("document_unverified_other"));
  await context.addCookies([{ name: sessionCookie, value: person.token, url: stack.appUrl }]);
  await page.goto("/verify");
  await expect(headings(page)).toHaveText("No more automatic attempts");
});

test("while Stripe is down the person reads so, and the next press goes on", { tag: "@emulator" }, async ({
  page,
  signIn,
  emulator,
  stripe,
  stripeScreen,
}) => {
  const person = await signIn();
  await page.goto("/verify?step=consent");
  const path = "/v1/identity/verification_sessions";
  await emulator.control("/faults", {
    target: "api",
    kind: "status",
    status: 503,
    count: 2,
    seed: 1,
    method: "POST",
    path,
  });
  await page.getByRole("button", { name: "I agree, start now" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The check cannot be reached" })).toBeVisible();
  expect((await stripe.identity.verificationSessions.list({ client_reference_id: person.userId })).data).toEqual([]);

  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: "I agree, start now" }).click();
  await stripeScreen(page).opened();
});

test("a result that the Dashboard takes back without a reason asks for another try, and says that one was made", {
  tag: "@emulator",
}, async ({ page, context, stack, signIn, emulator, verifiedCase, syncsEnd }) => {
  const { person, sessionId, verificationId } = await verifiedCase("verified");
  await emulator.control(`/verification_sessions/${sessionId}/override`, { status: "requires_input" });
  await syncsEnd(sessionId);
  await context.addCookies([{ name: sessionCookie, value: person.token, url: stack.appUrl }]);
  await page.goto("/verify");
  await expect(headings(page)).toHaveText("The check gave no result");
  await expect(page.getByText("2 of 3")).toBeVisible();

  await signIn("reviewer");
  await page.goto(`/verifications/${verificationId}`);
  await expect(page.getByText("Stripe asks for input and gave no reason.")).toBeVisible();
  await expect(page.getByText("nothing was submitted")).toBeHidden();
});
