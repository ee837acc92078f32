import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "../harness.ts";
import { openPage, startBrowser, startSite } from "./browser.ts";

/* Connect.js and account links as a site of another origin meets them, under a strict policy. */

let mode: TestMode;
let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  mode = await startTestMode();
  browser = await startBrowser();
  const start = `
    const instance = window.StripeConnect.init({
      publishableKey: "pk_test_emulator_local_only",
      fetchClientSecret: async () => new URLSearchParams(location.search).get("secret"),
    });
    const element = instance.create("account-onboarding");
    element.setOnExit(() => undefined);
    element.setOnLoadError(({ error, elementTagName }) => {
      document.title = elementTagName + " " + error.type;
    });
    document.body.append(element);`;
  const page = (title: string) => `<!doctype html><html lang="en"><head><title>${title}</title>
    <script src="${mode.url}/v1.0/connect.js" nonce="n"></script><script type="module" src="/start.mjs" nonce="n"></script></head>
    <body><h1>Shop</h1></body></html>`;
  site = await startSite(
    {
      "/?secret=": { type: "text/html", body: page("Shop") },
      "/?secret=accs_secret__made": { type: "text/html", body: page("Shop") },
      "/back": { type: "text/html", body: "<!doctype html><html lang=en><title>Back</title><h1>Back</h1></html>" },
      "/start.mjs": { type: "text/javascript", body: start },
    },
    "default-src 'none'; script-src 'self' 'nonce-n'; img-src data:",
  );
});
afterAll(async () => {
  await browser.close();
  site.close();
  await mode.close();
});

test("a component says in its place that there is none, and reports it", async () => {
  const { page, context, complaints } = await openPage(browser);
  await page.goto(`${site.url}?secret=accs_secret__made`);
  await page.getByRole("alert").getByText("The Stripe emulator has no embedded components.").waitFor();
  await page.waitForFunction(() => document.title === "stripe-connect-account-onboarding api_error");
  await page.goto(`${site.url}?secret=`);
  await page.getByRole("alert").getByText("fetchClientSecret gave no client secret").waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test("the form of an account link is filled and leads back, by the keyboard alone", async () => {
  const { id } = await mode.stripe.accounts.create({
    type: "custom",
    country: "US",
    business_type: "individual",
    capabilities: { transfers: { requested: true } },
  });
  const { url } = await mode.stripe.accountLinks.create({
    account: id,
    type: "account_onboarding",
    refresh_url: `${site.url}back`,
    return_url: `${site.url}back`,
  });
  const { page, context, complaints } = await openPage(browser);
  await page.goto(url);
  await page.getByLabel("individual.first_name").fill("Grace");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. This is still needed:").waitFor();
  await page.getByRole("button", { name: "Fill all with test values" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Back" }).waitFor();
  expect((await mode.stripe.accounts.retrieve(id)).individual?.first_name).toBe("Grace");
  expect(complaints).toEqual([]);
  await context.close();
});
