import { withTestStack } from "../testkit/stack.ts";
import { test as base, expect } from "./support/fixtures.ts";
import { startSelling } from "./support/seller.ts";

/** A product whose sellers answer in Stripe's embedded onboarding. */
const test = base.extend<object, object>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern.
    async ({}, use) => {
      await withTestStack({ name: "embedded", settings: { SELLER_PAGES: "embedded" } }, use);
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** Shows what it was told, and is left by a press. */
const connectJs = `
  customElements.define("stripe-connect-account-onboarding", class extends HTMLElement {
    async setConnector(connect) {
      this.textContent = JSON.stringify({ name: "A form of Stripe’s", told: await connect() });
    }
    setOnLoaderStartInternalOnly(listener) { listener({}); }
    setOnLoadErrorInternalOnly() {}
    setCollectionOptionsInternalOnly() {}
    setOnExitInternalOnly(listener) { this.addEventListener("click", listener); }
  });
  window.StripeConnect = {
    init: ({ locale, appearance, fetchClientSecret }) => ({
      connect: async () => ({
        locale,
        background: appearance.variables.colorBackground,
        secrets: [await fetchClientSecret(), await fetchClientSecret()],
      }),
    }),
  };
`;

const connectScript = /\/v1\.0\/connect\.js$/;

test.describe("Stripe's embedded onboarding", { tag: "@emulator" }, () => {
  test("stands in the place of our forms, with a policy of its own, and takes its secret from our server", async ({
    page,
    signIn,
    stack,
    sql,
  }) => {
    const { userId } = await signIn();
    await startSelling(page);
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.resourceType() === "script" && connectScript.test(request.url())) scripts.push(request.url());
    });
    await expect(page.getByRole("link", { name: "See everyone" })).toHaveCount(0);
    const policyOf = async (path: string) => (await page.request.get(path)).headers()["content-security-policy"] ?? "";
    expect(await policyOf("/connect")).toContain("frame-src ");

    // No other page pays for it.
    expect(scripts).toEqual([]);
    await page.getByRole("link", { name: /^Your details/ }).click();
    await expect(page).toHaveURL("/connect/onboarding");
    // The emulator has no embedded components: its script asks for the secret, and says so.
    await expect(page.getByRole("alert").getByText("Stripe’s form cannot be shown just now")).toBeVisible();
    expect(scripts).toEqual([`${stack.emulatorUrl}/v1.0/connect.js`]);
    const { rows } = await sql.query(
      "select e.action from audit_entry e join connected_account a on a.id::text = e.target_id where a.user_id = $1 and e.action like '%onboarding%'",
      [userId],
    );
    expect(rows).toEqual([{ action: "account.onboarding_opened" }]);

    for (const path of ["/connect/tasks/you", "/connect/people", "/connect/people/new", "/connect/change/name"]) {
      await page.goto(path);
      await expect(page, path).toHaveURL("/connect/onboarding");
    }
    await page.getByRole("button", { name: "Open Stripe’s page" }).click();
    await page.waitForURL(({ origin }) => origin === stack.emulatorUrl);
  });

  test("has our language and colours, another secret whenever it wants one, and leads back to the overview", async ({
    page,
    signIn,
  }) => {
    await signIn();
    await startSelling(page);
    // What Stripe's own script is to its loader.
    await page.route(connectScript, (route) => route.fulfill({ contentType: "text/javascript", body: connectJs }));
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto("/connect/onboarding");
    await expect(page.getByText("A form of Stripe’s")).toBeVisible();
    await expect(page.getByText("Stripe’s form is loading")).toHaveCount(0);
    const { locale, background, secrets } = JSON.parse(
      (await page.getByText("A form of Stripe’s").textContent()) ?? "",
    ).told;
    expect({ locale, background }).toEqual({ locale: "en", background: "#171b22" });
    expect(secrets[0]).toMatch(/^accs_secret__/);
    expect(secrets[1]).toMatch(/^accs_secret__/);
    expect(secrets[1]).not.toBe(secrets[0]);
    await page.locator("stripe-connect-account-onboarding").click();
    await expect(page.getByRole("heading", { name: "You are back from Stripe’s page" })).toBeVisible();
  });

  test("says so where its script is blocked, and where no session is to be had, and Stripe's page is the way out", async ({
    page,
    signIn,
    stack,
    emulator,
  }) => {
    await signIn();
    await startSelling(page);
    await page.route(connectScript, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await page.goto("/connect/onboarding");
    await expect(page.getByRole("alert").getByText("Stripe’s form did not load")).toBeVisible();
    await page.unroute(connectScript);

    await emulator.control("/faults", {
      target: "api",
      kind: "status",
      status: 500,
      path: "/v1/account_sessions",
      count: 9,
    });
    await page.goto("/connect/onboarding");
    await expect(page.getByRole("alert").getByText("Stripe cannot be reached just now")).toBeVisible();
    await emulator.control("/faults", undefined, "DELETE");
    await page.getByRole("button", { name: "Open Stripe’s page" }).click();
    await page.waitForURL(({ origin }) => origin === stack.emulatorUrl);
  });

  test("is Stripe's own page where no script runs", async ({ browser, baseURL, signIn, stack }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
    await signIn("applicant", context);
    const page = await context.newPage();
    await startSelling(page);
    await page.goto("/connect/onboarding");
    await expect(page.locator("noscript h2", { hasText: "This form needs script" })).toBeVisible();
    await expect(page.getByText("Stripe’s form is loading")).toBeHidden();
    await page.getByRole("button", { name: "Open Stripe’s page" }).click();
    await page.waitForURL(({ origin }) => origin === stack.emulatorUrl);
    await context.close();
  });
});
