import type { Page } from "@playwright/test";
import { withTestStack } from "../testkit/stack.ts";
import { expectNoViolations } from "./support/accessible.ts";
import { test as base, expect } from "./support/fixtures.ts";
import { drawPicture } from "./support/pictures.ts";
import { fill, startSellingOnScreen } from "./support/seller.ts";

/** A product of its own: a deadline passes here, and with it days of Stripe's clock. */
const test = base.extend<object, object>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern.
    async ({}, use) => {
      await withTestStack({ name: "countries" }, use);
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

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

// Each is a whole journey, longer than a test has by default.
test.beforeEach(() => test.slow());

test.describe("a German company with three owners", { tag: "@emulator" }, () => {
  test("comes from nothing to payouts, over a number that does not match and a bad photo", async ({
    page,
    signIn,
    letChecksEnd,
    sql,
    emulator,
  }) => {
    const { userId } = await signIn();
    await startSellingOnScreen(page, { country: "DE", kind: "A company" });

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
    // Nothing is left for another owner: Stripe sees that itself, and there is nothing to confirm.
    await expect(page.getByText("All owners are named.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Confirm" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: /^Details of/ })).toHaveCount(3);

    // Theo's and Mira's dates of birth are none that match: Stripe asks for their documents.
    for (const [name, born, contact] of [
      ["Juno Samplewood", ["01", "01", "1901"], { "Phone number": "+49 30 23125 142" }],
      ["Theo Samplewood", ["17", "04", "1988"], {}],
      ["Mira Testerly", ["01", "04", "1989"], {}],
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

    // Mira's was a slip, which is corrected; of Theo the document is shown.
    await expect(async () => {
      await letChecksEnd();
      await page.goto("/connect");
      await expect(page.getByRole("link", { name: /^ID document of Mira Testerly/ })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await page.getByRole("link", { name: /^ID document of Mira Testerly/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("ID document of Mira Testerly");
    await expect(page).toHaveTitle("ID document of somebody · Northwind");
    await expectNoViolations(page);
    await page.getByRole("link", { name: "Correct what is here" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Correct what did not match");
    await expectNoViolations(page);
    await expect(page.getByLabel("First name")).toHaveValue("Mira");
    await fill(page, { Day: "01", Month: "01", Year: "1901" });
    await page.getByRole("button", { name: "Send the change" }).click();
    await expect(page.getByRole("heading", { name: "The change is sent" })).toBeVisible();
    await expect(page.getByRole("link", { name: /^ID document of Mira Testerly/ })).toHaveCount(0);

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

test.describe("a Japanese individual", { tag: "@emulator" }, () => {
  test("changes name and address in both scripts, each by a second press", async ({ page, signIn, sql, stripe }) => {
    const { userId } = await signIn();
    await startSellingOnScreen(page, { country: "JP", kind: "A person" });
    const { rows } = await sql.query<{ id: string }>(
      "select stripe_id as id from connected_account where user_id = $1",
      [userId],
    );
    const account = rows[0]?.id ?? "";
    const names = { last_name_kanji: "見本", first_name_kanji: "樹乃", last_name_kana: "ミホン" };
    await stripe.accounts.update(account, { individual: { ...names, first_name_kana: "ジュノ" } });
    const known = "select 1 from account_person p join connected_account a on a.id = p.account_id where a.user_id = $1";
    await expect.poll(async () => (await sql.query(known, [userId])).rowCount).toBe(1);
    await page.goto("/connect/change/name?person=individual");
    await expect(page.getByLabel("Last name in kanji")).toHaveValue("見本");
    await expectNoViolations(page);
    await expect(page.getByRole("textbox")).toHaveCount(4);
    await expect(page.getByLabel("First name in kanji")).toHaveValue("樹乃");

    const go = () => page.getByRole("button", { name: "Continue" }).click();
    const confirmed = page.getByRole("heading", { name: "This will be sent" });
    await fill(page, { "Last name in kanji": "Sample", "Last name in kana": "例題", "First name in kana": "ジュノ" });
    await go();
    await expect(page.getByText("This is not in Japanese script.")).toBeVisible();
    await expect(page.getByText("This is not in katakana.")).toBeVisible();
    await fill(page, { "Last name in kanji": "例題", "Last name in kana": "レイダイ" });
    await go();
    await expect(confirmed).toBeFocused();
    for (const text of ["例題", "樹乃", "レイダイ", "ジュノ"]) {
      await expect(page.getByText(text, { exact: true })).toBeVisible();
    }
    // Nothing is sent by the first press.
    expect((await stripe.accounts.retrieve(account)).individual).toMatchObject(names);
    await page.getByRole("button", { name: "Change it once more" }).click();
    await expect(page.getByLabel("Last name in kana")).toHaveValue("レイダイ");
    await go();
    const change = async () => {
      await expect(confirmed).toBeVisible();
      await page.getByRole("button", { name: "Send the change" }).click();
      await expect(page.getByRole("heading", { name: "The change is sent" })).toBeVisible();
    };
    await change();
    expect((await stripe.accounts.retrieve(account)).individual).toMatchObject({
      ...{ last_name_kanji: "例題", first_name_kanji: "樹乃", last_name_kana: "レイダイ", first_name_kana: "ジュノ" },
    });

    await page.goto("/connect/change/address?person=individual");
    for (const [script, prefecture, [city, town, line]] of [
      ["kanji", "東京都", ["千代田区", "千代田１丁目", "1-1"]],
      ["kana", "トウキョウト", ["チヨダク", "チヨダ１", "１－１"]],
    ] as const) {
      const address = page.getByRole("group", { name: `Home address in ${script}`, exact: true });
      await address.getByLabel("Postcode").fill("100-0001");
      await address.getByLabel("Prefecture").selectOption(prefecture);
      await address.getByLabel("City or ward").fill(city);
      await address.getByLabel("Town and block").fill(town);
      await address.getByLabel("Block and building number").fill(line);
    }
    await go();
    await change();
    const { address_kanji, address_kana } = (await stripe.accounts.retrieve(account)).individual ?? {};
    expect(address_kanji).toMatchObject({ city: "千代田区", town: "千代田１丁目", line1: "1-1", state: "東京都" });
    expect(address_kana).toMatchObject({ city: "チヨダク", town: "チヨダ１", state: "トウキョウト" });
  });

  test("comes from nothing to payouts by keyboard, loses them by a missed deadline, and gets them back", async ({
    page,
    browser,
    baseURL,
    signIn,
    letChecksEnd,
    mails,
    sql,
    emulator,
  }) => {
    const { userId, email } = await signIn();
    await startSellingOnScreen(page, { country: "JP", kind: "A person" });
    await expect(page.getByRole("link", { name: /^Your ID document/ })).toBeVisible();

    // Field by field, in the order of a Japanese form.
    await page.getByRole("link", { name: /^Your details/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Last name in kanji").focus();
    const details = [
      ...["見本", "じゅの", "サンプル", "ジュノ", "1988", "4", "17", "juno@example.com", "03-1234-5678"],
      ...["100-0001", "東京都", "千代田区", "千代田", "1-1"],
      ...["〒100-0001", "トウキョウト", "チヨダク", "チヨダ", "１－１"],
    ];
    for (const text of details) {
      const field = page.locator(":focus");
      // How keys choose from a list is the browser's.
      if (await field.evaluate((element) => element instanceof HTMLSelectElement)) await field.selectOption(text);
      else await page.keyboard.insertText(text);
      await page.keyboard.press("Tab");
    }
    await expect(page.getByRole("button", { name: "Send to Stripe" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Phone number")).toBeFocused();
    await expect(page.getByText("This is no phone number with its country code.")).toBeVisible();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText("+81 3-1234-5678");
    await page.keyboard.press("Enter");
    await isSent(page);

    await openTask(page, /^Your shop/);
    await page.getByLabel("What kind of shop").selectOption({ label: "Pottery, glass and ceramics" });
    await fill(page, { Website: "wobblestone.example", "What you sell": "手作りのやかん。五日以内に発送します。" });
    await send(page);
    await isSent(page);

    await openTask(page, /^Bank account/);
    const bank = { "Bank and branch number": "1100-000", "Account number": "0001234" };
    await fill(page, { "Name of the account holder": "見本 樹乃", ...bank });
    await send(page);
    await expect(page.getByLabel("Name of the account holder")).toBeFocused();
    await expect(page.getByText("Write the name in katakana or Latin letters")).toBeVisible();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText("サンプル　ジュノ");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "The bank account is set" })).toBeVisible();

    // Nobody of this name and date of birth was found, so the document decides; of its first picture nothing can be read.
    await expect(async () => {
      await letChecksEnd();
      await page.goto("/connect");
      await expect(page.getByText("were not found together")).toBeVisible({ timeout: 1_000 });
    }).toPass();
    const show = async () => {
      await openTask(page, /^Your ID document/);
      await page.getByRole("radio", { name: /^Driving licence/ }).check();
      await page.getByRole("button", { name: "Continue" }).click();
      await upload(page, "Front", await drawPicture(page));
      await upload(page, "Back", await drawPicture(page));
    };
    const sendForChecking = async () => {
      await page.getByRole("button", { name: "Send for checking" }).click();
      await isSent(page);
    };
    const isEnabled = () =>
      expect(async () => {
        await letChecksEnd();
        await page.goto("/connect");
        await expect(page.getByRole("heading", { name: "Nothing is due" })).toBeVisible({ timeout: 1_000 });
        await expect(page.getByText("Stripe pays you out.")).toBeVisible({ timeout: 1_000 });
      }).toPass();
    await show();
    const { rows: fronts } = await sql.query<{ id: string }>(
      "select f.id from account_file f join connected_account a on a.id = f.account_id where f.part = 'front' and a.user_id = $1",
      [userId],
    );
    await emulator.control(`/files/${fronts[0]?.id}/check`, { outcome: "verification_document_not_readable" });
    await sendForChecking();
    await expect(async () => {
      await letChecksEnd();
      await page.goto("/connect");
      await expect(page.getByText("The picture is blurred, dark or glaring.")).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await show();
    await sendForChecking();
    await isEnabled();

    // The licence expires. Time passes for our mails as if it did: they wait until nothing changes, and come at most once a day.
    const account = async () => {
      const { rows } = await sql.query<{ id: string; stripe_id: string }>(
        "select id, stripe_id from connected_account where user_id = $1",
        [userId],
      );
      return rows[0] ?? { id: "", stripe_id: "" };
    };
    const { id, stripe_id: stripeId } = await account();
    const isMailed = async (subject: string) => {
      await expect(async () => {
        await sql.query("update mail set created_at = created_at - interval '1 day' where user_id = $1", [userId]);
        await sql.query(
          `update connected_account set mail_at = now(), changed_at = changed_at - interval '1 hour',
           payouts_changed_at = payouts_changed_at - interval '1 hour' where user_id = $1`,
          [userId],
        );
        await sql.query("select graphile_worker.add_job('mailSellers', '{}', job_key => 'mailSellers')");
        await expect.poll(async () => (await mails(email))[0]?.subject, { timeout: 1_000 }).toBe(subject);
      }).toPass();
      return (await mails(email))[0]?.text ?? "";
    };
    const twoDays = 2 * 86_400;
    await emulator.control(`/accounts/${stripeId}/requirements`, {
      ...{ entry: "individual.verification.document", deadlineSeconds: twoDays, stops: "payouts" },
      code: "verification_document_expired",
    });
    await expect(async () => {
      await page.goto("/connect");
      await expect(page.getByRole("heading", { name: /^1 thing by / })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByText("If something is missing then, Stripe may pause your payouts.")).toBeVisible();
    await expect(page.getByText("On, at risk").first()).toBeVisible();
    expect(await isMailed("One thing could not be confirmed")).toContain(`${new URL(page.url()).origin}/connect`);

    await emulator.control("/clock", { advanceSeconds: twoDays });
    await expect(async () => {
      await page.goto("/connect");
      await expect(page.getByRole("heading", { name: "Your payouts are paused" })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByText(/^The time for 1 answer ended on \d+ \w+ \d{4}\. Once Stripe has it/)).toBeVisible();
    await expect(page.getByText("Stripe keeps your money until it has what it needs.")).toBeVisible();
    await expectNoViolations(page);
    expect(await isMailed("Your payouts are paused")).toContain("You can still send");

    const staff = await browser.newContext({ ...(baseURL && { baseURL }) });
    await signIn("reviewer", staff);
    const board = await staff.newPage();
    await board.goto("/connect/accounts?payouts=off");
    await board.locator(`a[href="/connect/accounts/${id}"]`).first().click();
    await expect(board.getByRole("region", { name: "Requirements now" })).toContainText(
      "verification_document_expired",
    );

    await show();
    await sendForChecking();
    await isEnabled();
    expect(await isMailed("Your payouts are on again")).not.toContain("Stripe asks for");
    await board.reload();
    await board.getByText(/^All \d+ changes as a list$/).click();
    const history = board.getByRole("region", { name: "History" });
    for (const step of ["failed, due", "now past due", "the seller sent it", "settled"]) {
      await expect(history.getByText(step).first()).toBeVisible();
    }
    await expect(board.getByText("Payouts are paused")).toBeVisible();
    await expect(board.getByText("Payouts are on again")).toBeVisible();
    await staff.close();
  });
});
