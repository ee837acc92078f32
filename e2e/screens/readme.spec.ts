import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { demoPorts } from "../../scripts/stack/demo-ports.mjs";
import { fillDetails, startSelling } from "../support/seller.ts";

// A cast, because the mail catcher answers so (design: /api/messages).
type Mail = { to: string[]; text: string };

const pictures = path.join(import.meta.dirname, "..", "..", "docs", "pictures");

/** Keeps what the window shows as WebP, half the size of a PNG; Playwright's own method makes no WebP. */
async function takePicture(page: Page, name: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send("Page.captureScreenshot", { format: "webp", quality: 85 });
  await writeFile(path.join(pictures, `${name}.webp`), Buffer.from(data, "base64"));
}

test.beforeAll(async ({ baseURL }) => {
  const answer = await fetch(`${baseURL}/api/health/live`).catch(() => null);
  if (!answer?.ok) throw new Error(`Nothing answers at ${baseURL}. Run \`npm run demo\` first, with the same ports.`);
});

/** Signs in as one of the demo's people, as anybody does: by the mailed link. */
async function signIn(page: Page, email: string): Promise<void> {
  const mails = async () =>
    ((await (await fetch(`http://localhost:${demoPorts(process.env).mail}/api/messages`)).json()) as Mail[]).filter(
      ({ to }) => to.includes(email),
    );
  const before = (await mails()).length;
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect.poll(async () => (await mails()).length).toBeGreaterThan(before);
  await page.goto(/https?:\/\/\S+/.exec((await mails())[0]?.text ?? "")?.[0] ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Sign out" }).or(page.getByRole("table")).first()).toBeAttached();
}

test("the applicant's page", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "applicant@demo.test");
  await page.goto("/verify");
  await takePicture(page, "verify");
});

test("a seller's page", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  // Somebody new each time, because a seller has one account.
  await signIn(page, `seller.${Date.now()}@demo.test`);
  await startSelling(page);
  await page.getByRole("link", { name: /^Your details/ }).click();
  await fillDetails(page, "0000");
  await page.getByRole("button", { name: "Send to Stripe" }).click();
  await expect(page.getByRole("heading", { name: "Sent to Stripe" })).toBeVisible();
  await page.goto("/connect");
  await takePicture(page, "seller");
});

test("the board of sellers", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "reviewer@demo.test");
  await page.goto("/connect/accounts");
  await expect(page.getByRole("table", { name: /^Sellers/ })).toBeVisible();
  await takePicture(page, "accounts");
});

test("a case with its evidence", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "reviewer@demo.test");
  // Of the last day, because Stripe lets the evidence of older ones be.
  const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await page.goto(`/verifications?status=verified&document=id_card&from=${yesterday}`);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: /Attempt/ }).first()).toBeVisible();
  await page.getByText("Open evidence", { exact: true }).first().click();
  await page.getByRole("radio", { name: /Compare the face/ }).check();
  await page.getByRole("button", { name: "Open for 30 s" }).click();
  const evidence = page.locator("img[src*='/links/']");
  await expect
    .poll(() =>
      evidence.evaluateAll(
        (images) =>
          images.length > 1 && images.every((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
      ),
    )
    .toBe(true);
  await takePicture(page, "case");
});
