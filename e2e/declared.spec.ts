import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

async function fill(page: Page, country: string, firstName: string, lastName: string): Promise<void> {
  await page.getByLabel(/Country/).selectOption({ label: country });
  await page.getByLabel(/First name/).fill(firstName);
  await page.getByLabel(/Last name/).fill(lastName);
}

async function declare(page: Page, ...details: [country: string, firstName: string, lastName: string]): Promise<void> {
  await page.goto("/verify?step=details");
  await fill(page, ...details);
  await page.getByRole("button", { name: /Save/ }).click();
}

test("what a person declared is compared as they submitted it, whatever they write afterwards @emulator", async ({
  page,
  browser,
  signIn,
  sql,
  emulator,
  stripe,
  stack,
}) => {
  const person = await signIn();
  await declare(page, "Kosovo", "Łukasz", "Li");
  await expect(page).toHaveURL("/verify");
  await expect(page.getByText("Kosovo")).toBeVisible();
  // Once there is a result every open page follows it and shows no form; one without script can still be sent.
  const withoutScript = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const otherTab = await withoutScript.newPage();
  await otherTab.goto(`${stack.appUrl}/verify?step=details`);
  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: "I agree, start now" }).click();
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Accept and continue" })).toBeVisible();
  const [session] = (await stripe.identity.verificationSessions.list({ client_reference_id: person.userId })).data;
  await emulator.submit(session?.id ?? "", "verified", {
    outputs: {
      first_name: "LUKASZ",
      last_name: "LI",
      address: { line1: "1 Invented Street", city: "Berlin", country: "DE" },
      document: { type: "id_card", issuing_country: "FR" },
    },
  });
  const verification = async () =>
    (await sql.query("select id, status from verification where user_id = $1", [person.userId])).rows[0];
  await expect.poll(async () => (await verification())?.status).toBe("verified");
  await fill(otherTab, "France", "Lukasz", "Li");
  await otherTab.getByRole("button", { name: /Save/ }).click();
  await expect(otherTab).toHaveURL(`${stack.appUrl}/verify`);
  await withoutScript.close();
  const { id } = await verification();

  await signIn("senior");
  await page.goto(`/verifications/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("LUKASZ LI");
  await expect(page.getByText("from the document", { exact: true })).toBeVisible();
  const line = (field: string) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: field }) });
  await expect(line("First name")).toHaveText(/Łukasz.*LUKASZ.*spelling/);
  await expect(line("Last name")).toHaveText(/Li.*LI.*spelling/);
  await expect(line("Country of the document")).toHaveText(/Kosovo.*France.*differs/);
  await expect(line("Country of the address")).toHaveText(/Germany.*not compared/);
  await expect(page.getByText(/They changed it after that/)).toBeVisible();
  await expect(page.getByText("Declared details changed")).toBeVisible();

  await page.goto(`/verifications/${id}/redact`);
  const listed = (title: string) =>
    page.getByRole("heading", { name: title }).locator("xpath=..").getByRole("listitem");
  await expect(listed("What goes").filter({ hasText: "What the person declared" })).toHaveCount(1);
  await expect(listed("What stays").filter({ hasText: "e-mail address" })).toHaveCount(1);
});

test("who changes their details too often in a day is told so, and what was saved stays", async ({
  page,
  signIn,
  sql,
}) => {
  const person = await signIn();
  await declare(page, "France", "Hana", "Mustermann");
  await expect(page).toHaveURL("/verify");
  await sql.query(
    `insert into declared_details (id, user_id, version, details, created_at)
     select gen_random_uuid(), user_id, -n, details, now() from declared_details, generate_series(1, 19) n where user_id = $1`,
    [person.userId],
  );
  await declare(page, "Spain", "Hana", "Mustermann");
  await expect(page.getByText("That was changed too often today")).toBeVisible();
  await expect(page.getByLabel(/Country/)).toHaveValue("FR");
});

test("a long name is cut in the queue, and the word that says it is declared is not", async ({ page, signIn }) => {
  await signIn();
  await declare(page, "France", "Maximiliana Alexandra", "Constantinopoulos-Papadimitriou");
  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: "I agree, start now" }).click();
  await expect(page.locator("iframe").first()).toBeVisible();
  await signIn("reviewer");
  for (const [width, height] of [
    [390, 844],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto("/verifications");
    const cell = page.getByRole("cell").filter({ hasText: "Maximiliana" });
    const [outer, word] = [await cell.boundingBox(), await cell.getByText("declared").boundingBox()];
    expect(word?.width).toBeGreaterThan(0);
    expect((word?.x ?? 0) + (word?.width ?? 0)).toBeLessThanOrEqual((outer?.x ?? 0) + (outer?.width ?? 0));
  }
});
