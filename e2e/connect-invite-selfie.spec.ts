import type { Page } from "@playwright/test";
import { expectAccessibleOnPhone } from "./support/accessible.ts";
import { test as base, expect } from "./support/fixtures.ts";
import { askPerson, linkTo, namePeople, openLink, rowOf, sendLink, someAddress } from "./support/invited.ts";

/** A company's seller, and one of its owners, Theo, who has opened his link. */
type Company = {
  userId: string;
  theo: string;
  /** Opens his link with or without script. */
  theos: (options?: { javaScriptEnabled: boolean }) => Promise<Page>;
};

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const agree = (page: Page) => page.getByRole("button", { name: "I agree, start now" }).click();

/** On the page of all tasks, once Stripe's event has come. */
const seeRunning = (page: Page) =>
  expect(async () => {
    await page.goto("/invited/tasks");
    const running = page.getByRole("link", { name: "Stripe is checking your document and selfie." });
    await expect(running).toBeVisible({ timeout: 1_000 });
  }).toPass();

const test = base.extend<{
  /** Stripe asks Theo for these. */
  ownerAsked: (country: string, ...entries: string[]) => Promise<Company>;
}>({
  ownerAsked: async ({ browser, page, signIn, mails, emulator, sql }, use) => {
    await use(async (country, ...entries) => {
      const { userId } = await signIn();
      await namePeople(page, country);
      const theo = await askPerson({ emulator, sql }, userId, entries);
      const email = someAddress();
      await sendLink(page, "Theo Samplewood", email);
      const link = await linkTo(mails, email);
      return { userId, theo, theos: (options) => openLink(browser, link, options) };
    });
  },
});

test.describe("an owner who has no account proves himself with document and selfie", { tag: "@emulator" }, () => {
  test("on Stripe's page, after one that did not fit; the seller sees that it is done, and nothing more", async ({
    page,
    ownerAsked,
    stripe,
    stripeScreen,
    sql,
  }) => {
    const { userId, theo, theos } = await ownerAsked("DE", "document");
    const his = await theos();
    await his.goto("/invited/tasks/id");
    await his.getByRole("link", { name: "Verify with document and selfie" }).click();
    await expect(heading(his)).toHaveText("Verify with document and selfie");
    await agree(his);
    await stripeScreen(his).submit("selfie_face_mismatch");
    await expect(his.getByRole("heading", { name: "The faces could not be matched" })).toBeVisible();
    await expect(his).toHaveURL("/invited/selfie");
    await expect(his.getByRole("link", { name: "Send pictures instead" })).toBeVisible();

    await agree(his);
    await stripeScreen(his).submit("verified");
    await expect(his).toHaveURL("/invited/tasks?done=selfie");
    await expect(his.getByRole("link", { name: /^Your ID document/ })).toHaveCount(0);
    await his.goto("/invited/selfie");
    await expect(his).toHaveURL("/invited/tasks");

    await page.goto("/connect/people");
    await expect(rowOf(page, "Theo Samplewood").getByText(/^Document and selfie checked by Stripe on/)).toBeVisible();
    await page.goto(`/connect/tasks/id?person=${theo}`);
    await expect(page.getByText("Stripe has what it needs here")).toBeVisible();
    // One session at Stripe, which is nobody's verification here.
    const { data } = await stripe.identity.verificationSessions.list();
    const proving = data.filter(({ related_person }) => related_person?.person === theo);
    expect(proving.map(({ status, client_reference_id }) => [status, client_reference_id])).toEqual([
      ["verified", null],
    ]);
    const { rowCount } = await sql.query("select from verification where user_id = $1", [userId]);
    expect(rowCount).toBe(0);
    await his.context().close();
  });

  test("without script, and waits for the result", async ({
    page,
    ownerAsked,
    emulator,
    letChecksEnd,
    sql,
    stripeScreen,
  }) => {
    const { theo, theos } = await ownerAsked("US", "proof_of_liveness");
    const his = await theos({ javaScriptEnabled: false });
    await his.goto("/invited/tasks/live");
    await expect(his.getByRole("button", { name: "Open Stripe’s page" })).toHaveCount(0);
    await his.getByRole("link", { name: "Verify with document and selfie" }).click();
    await agree(his);
    await stripeScreen(his).hosted();
    const { rows } = await sql.query<{ id: string }>(
      "select session_id as id from person_session where person_id = $1",
      [theo],
    );
    await emulator.submit(rows[0]?.id ?? "", "verified", { delaySeconds: 30 });
    await his.goto("/invited/selfie/submitted");
    await expect(heading(his)).toHaveText("Stripe is checking your document and selfie");
    // There is nothing to do for it meanwhile.
    await seeRunning(his);
    await expect(his.getByRole("link", { name: /^Your selfie/ })).toHaveCount(0);
    await page.goto("/connect/people");
    await expect(rowOf(page, "Theo Samplewood").getByText(/Stripe is checking them$/)).toBeVisible();

    await letChecksEnd();
    await expect(async () => {
      await his.goto("/invited/selfie/submitted");
      await expect(his).toHaveURL("/invited/tasks?done=selfie", { timeout: 1_000 });
    }).toPass();
    await his.context().close();
  });

  test("until the attempts are used up: where a selfie is due, pictures of the document alone are not enough", async ({
    ownerAsked,
    stripeScreen,
  }) => {
    const { theos } = await ownerAsked("US", "document", "proof_of_liveness");
    const his = await theos();
    await his.goto("/invited/selfie");
    for (const outcome of ["selfie_face_mismatch", "document_expired", "document_unverified_other"]) {
      await agree(his);
      await stripeScreen(his).submit(outcome);
      await expect(his).toHaveURL("/invited/selfie");
    }
    await expect(heading(his)).toHaveText("No more automatic attempts");
    await expect(his.getByText("Ask the company for another way")).toBeVisible();
    await his.getByRole("link", { name: "Send pictures instead" }).click();
    await expect(his.getByRole("button", { name: "Continue", exact: true })).toBeVisible();
    await his.context().close();
  });

  test("on pages that axe has nothing against, in light and dark, on a phone", async ({
    page,
    ownerAsked,
    stripeScreen,
    emulator,
    sql,
  }) => {
    const { theo, theos } = await ownerAsked("US", "document");
    const his = await theos();
    await his.goto("/invited/tasks/id");
    await expectAccessibleOnPhone(his);
    await his.goto("/invited/selfie");
    await his.getByText("Read the full consent text").click();
    await expectAccessibleOnPhone(his);
    await agree(his);
    await stripeScreen(his).decline();
    await expect(his.getByRole("heading", { name: "You chose no face check" })).toBeVisible();
    await expectAccessibleOnPhone(his);

    // One that Stripe is checking, as the page and the seller's board show it.
    await agree(his);
    await stripeScreen(his).hosted();
    const { rows } = await sql.query<{ id: string }>(
      "select session_id as id from person_session where person_id = $1",
      [theo],
    );
    await emulator.submit(rows[0]?.id ?? "", "document_expired", { delaySeconds: 3_600 });
    await his.goto("/invited/selfie/submitted");
    await expect(heading(his)).toHaveText("Stripe is checking your document and selfie");
    await expectAccessibleOnPhone(his);
    await seeRunning(his);
    await expectAccessibleOnPhone(his);
    await page.goto("/connect/people");
    await expect(rowOf(page, "Theo Samplewood").getByText(/Stripe is checking them$/)).toBeVisible();
    await expectAccessibleOnPhone(page);

    await emulator.control("/clock", { advanceSeconds: 3_601 });
    await his.goto("/invited/selfie/submitted");
    await expect(his.getByRole("heading", { name: "This document has expired" })).toBeVisible();
    for (const outcome of ["selfie_face_mismatch", "document_unverified_other"]) {
      await agree(his);
      await stripeScreen(his).submit(outcome);
      await expect(his).toHaveURL("/invited/selfie");
      await expect(his.getByRole("heading", { name: "This document has expired" })).toHaveCount(0);
    }
    await expect(heading(his)).toHaveText("No more automatic attempts");
    await expect(his.getByRole("button", { name: "I agree, start now" })).toHaveCount(0);
    await expectAccessibleOnPhone(his);
    await his.context().close();
  });
});
