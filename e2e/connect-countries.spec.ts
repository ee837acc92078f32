import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { drawPicture } from "./support/pictures.ts";
import { fill, startSelling } from "./support/seller.ts";

const send = (page: Page) => page.getByRole("button", { name: "Send to Stripe" }).click();
const isSent = (page: Page) => expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();

/** Opens a task from the overview, as the seller does. */
async function openTask(page: Page, title: RegExp): Promise<void> {
  await page.goto("/connect");
  await page.getByRole("link", { name: title }).click();
}

/** Sends the picture or paper of one side and waits until Stripe has it. */
async function upload(
  page: Page,
  side: string,
  file: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  const card = page.getByRole("form", { name: side, exact: true });
  await card.locator("input[name=file]").setInputFiles(file);
  await expect(card.getByText("Ready. It is at Stripe.")).toBeVisible();
}

type Owner = { first: string; last: string; share: string; roles: string[]; title?: string; refusedFirst?: string };

async function namePerson(page: Page, { first, last, share, roles, title }: Owner): Promise<void> {
  await fill(page, { "First name": first, "Last name": last, ...(title && { "Job title": title }) });
  for (const role of roles) await page.getByRole("checkbox", { name: new RegExp(`^${role}`) }).check();
  await page.getByRole("textbox", { name: "Share of the company" }).fill(share);
  await page.getByRole("button", { name: "Save this person" }).click();
}

const living = { "Street and number": "address_full_match", Postcode: "10115", City: "Berlin" };

test.describe("a German company with three owners", { tag: "@emulator" }, () => {
  test("comes from nothing to payouts, over a number that does not match and a bad photo", async ({
    page,
    signIn,
    letChecksEnd,
    sql,
    emulator,
  }) => {
    const { userId } = await signIn();
    await startSelling(page, { country: "DE", kind: "A company" });

    await page.getByRole("link", { name: /^Owners and directors/ }).click();
    await page.getByRole("link", { name: "Add the representative" }).click();
    const juno = { first: "Juno", last: "Samplewood", title: "Geschäftsführerin" };
    await namePerson(page, { ...juno, share: "40", roles: ["Owner", "Director"] });
    await page.getByRole("link", { name: "Add a person" }).click();
    await namePerson(page, { first: "Theo", last: "Samplewood", share: "70", roles: ["Owner"] });
    await expect(page.getByRole("heading", { name: "Shares add up to 110 %. Please correct one." })).toBeVisible();
    await page.getByRole("textbox", { name: "Share of the company" }).fill("33,5");
    await page.getByRole("button", { name: "Save this person" }).click();
    await expect(page.getByText("Not named: 26.5 %")).toBeVisible();
    await page.getByRole("link", { name: "Add a person" }).click();
    await namePerson(page, { first: "Mira", last: "Testerly", share: "26.5", roles: ["Owner"] });
    await expect(page.getByText("Not named: 0 %")).toBeVisible();
    await page.getByRole("checkbox", { name: "All owners Stripe asks for are named" }).check();
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByRole("heading", { name: "Confirmed" })).toBeVisible();
    await expect(page.getByRole("link", { name: /^Details of/ })).toHaveCount(3);

    // Theo's date of birth is one of no test value: Stripe asks for his document.
    for (const [name, born, contact] of [
      ["Juno Samplewood", ["01", "01", "1901"], { "Phone number": "+49 30 23125 142" }],
      ["Theo Samplewood", ["17", "04", "1988"], {}],
      ["Mira Testerly", ["01", "01", "1902"], {}],
    ] as const) {
      await page.goto("/connect/people");
      await page.getByRole("link", { name: `Details of ${name}` }).click();
      const [Day, Month, Year] = born;
      await fill(page, { Day, Month, Year, "E-mail address": "someone@example.com", ...contact, ...living });
      await send(page);
      await isSent(page);
    }

    await openTask(page, /^Company details/);
    await fill(page, { "Registered name": "Wobblestone Töpferei GmbH", "Company phone": "030 23125 199" });
    await fill(page, { "Number in the register (HRB)": "hrb 123456", ...living, Postcode: "1011" });
    await send(page);
    await expect(page.getByText("This is no phone number with its country code.")).toBeVisible();
    await expect(page.getByText("This is no postcode of that country.")).toBeVisible();
    await fill(page, { "Company phone": "+49 30 23125 199", Postcode: "10115" });
    await send(page);
    await isSent(page);

    await openTask(page, /^Your shop/);
    await page.getByLabel("What kind of shop").selectOption({ label: "Pottery, glass and ceramics" });
    await fill(page, { Website: "wobblestone.example" });
    await send(page);
    await isSent(page);

    await openTask(page, /^Bank account/);
    await fill(page, {
      "Name of the account holder": "Wobblestone Töpferei GmbH",
      IBAN: "DE89 3704 0044 0532 0130 00",
    });
    await send(page);
    await expect(page.getByRole("heading", { name: "The bank account is set" })).toBeVisible();
    await expect(page.getByText("STRIPE TEST BANK, ends in 3000")).toBeVisible();

    // The register has no such number: a paper shows it.
    await expect(async () => {
      await letChecksEnd();
      await page.goto("/connect");
      await expect(page.getByRole("link", { name: /^Company documents/ })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await page.getByRole("link", { name: /^Company documents/ }).click();
    const paper = {
      name: "extract.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.from("%PDF-1.7\nan extract\n%%EOF"),
    };
    await upload(page, "Document", paper);
    await page.getByRole("button", { name: "Send for checking" }).click();
    await isSent(page);

    const licence = async () => {
      await openTask(page, /^ID document of Theo Samplewood/);
      await page.getByRole("radio", { name: /^Personalausweis/ }).check();
      await page.getByRole("button", { name: "Continue" }).click();
      await upload(page, "Front", await drawPicture(page));
      await upload(page, "Back", await drawPicture(page));
    };
    await licence();
    const { rows } = await sql.query<{ id: string }>(
      "select f.id from account_file f join connected_account a on a.id = f.account_id where f.part = 'front' and a.user_id = $1 and f.person_id is not null",
      [userId],
    );
    await emulator.control(`/files/${rows[0]?.id}/check`, { outcome: "verification_document_not_readable" });
    await page.getByRole("button", { name: "Send for checking" }).click();
    await isSent(page);
    await expect(async () => {
      await letChecksEnd();
      await page.goto("/connect");
      await expect(page.getByText("Action needed").first()).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await licence();
    await page.getByRole("button", { name: "Send for checking" }).click();
    await isSent(page);

    await expect(async () => {
      await letChecksEnd();
      await page.goto("/connect");
      await expect(page.getByRole("heading", { name: "Nothing is due" })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByText("Stripe pays you out.")).toBeVisible();
  });
});
