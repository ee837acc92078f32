import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, FrameLocator, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "../harness.ts";
import { openPage, startBrowser, startSite } from "./browser.ts";

/*
 * The browser script as a site meets it: on a page of another origin, under a strict policy, through the unchanged
 * @stripe/stripe-js loader.
 */

let mode: TestMode;
let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;

const loader = readFileSync(createRequire(import.meta.url).resolve("@stripe/stripe-js/dist/index.mjs"), "utf8");

beforeAll(async () => {
  mode = await startTestMode();
  browser = await startBrowser();
  const start = `
    import { loadStripe } from "/loader.mjs";
    window.load = loadStripe;
    window.results = [];
    window.start = async (secret, options) => {
      const stripe = await loadStripe("pk_test_emulator_local_only", options);
      stripe.verifyIdentity(secret).then((result) => window.results.push(result));
    };
    document.querySelector("#start").addEventListener("click", () => window.start(window.secret, window.options));
    document.documentElement.dataset.ready = "";`;
  const page = `<!doctype html><html lang="en"><head><title>Shop</title>
    <script src="${mode.url}/endive/stripe.js" nonce="n"></script><script type="module" src="/start.mjs" nonce="n"></script></head>
    <body><h1>Shop</h1><button id="start">Verify</button><button id="other">Other</button></body></html>`;
  const script = "text/javascript";
  site = await startSite(
    {
      "/": { type: "text/html", body: page },
      "/start.mjs": { type: script, body: start },
      "/loader.mjs": { type: script, body: loader },
    },
    `default-src 'none'; script-src 'self' 'nonce-n'; frame-src ${mode.url}; img-src data:`,
  );
});
afterAll(async () => {
  await browser.close();
  site.close();
  await mode.close();
});

async function create() {
  const session = await mode.stripe.identity.verificationSessions.create({ type: "document" });
  return { id: session.id, secret: session.client_secret ?? "" };
}

/** A shop's page with a session, and the modal opened from its button. */
async function openModal(options: { locale?: string; permissions?: string[]; stripe?: { locale: string } } = {}) {
  const { locale = "en-GB", permissions = [], stripe } = options;
  const opened = await openPage(browser, { locale, permissions });
  return { ...opened, ...(await openModalOn(opened.page, stripe)) };
}

async function openModalOn(page: Page, options?: { locale: string }) {
  const session = await create();
  await page.goto(site.url);
  await page.locator("html[data-ready]").waitFor();
  await page.evaluate(([secret, given]) => Object.assign(window, { secret, options: given }), [
    session.secret,
    options,
  ] as const);
  await page.locator("#start").click();
  const frame = page.frameLocator("iframe");
  // Its script has run once the heading has the focus.
  await frame.locator("h1:focus").waitFor();
  return { frame, ...session };
}

/** What verifyIdentity resolved with. */
async function result(page: Page): Promise<unknown> {
  const handle = await page.waitForFunction(
    () => "results" in window && Array.isArray(window.results) && window.results[0],
  );
  return handle.jsonValue();
}

const dialogs = (page: Page) => page.locator("dialog").count();
const agree = (frame: FrameLocator) => frame.getByRole("button", { name: "Accept and continue" }).click();

test("the unchanged loader finds the script, and a submitted verification resolves with the session", async () => {
  const { page, frame, id, complaints, context } = await openModal();
  await agree(frame);
  await frame.getByRole("button", { name: "Verification success", exact: true }).click();
  expect(await result(page)).toEqual({ verificationSession: { id } });
  expect(await dialogs(page)).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test("a failed document counts as submitted; who declines resolves with the code and a message", async () => {
  const failed = await openModal();
  await agree(failed.frame);
  await failed.frame.getByRole("button", { name: "Verification failure", exact: true }).click();
  expect(await result(failed.page)).toEqual({ verificationSession: { id: failed.id } });
  await failed.context.close();

  const declined = await openModal();
  await declined.frame.getByRole("button", { name: "Decline" }).click();
  expect(await result(declined.page)).toEqual({
    error: { type: "validation_error", code: "consent_declined", message: "You declined to be verified." },
  });
  await declined.context.close();
});

const closings: [string, (page: Page, frame: FrameLocator) => Promise<void>][] = [
  ["the button", (page) => page.getByRole("button", { name: "Close" }).click()],
  ["Escape beside the frame", (page) => page.getByRole("button", { name: "Close" }).press("Escape")],
  ["Escape within the frame", (_page, frame) => frame.locator("h1").press("Escape")],
];
for (const [way, close] of closings) {
  test(`closing by ${way} cancels, gives the focus back, and leaves the secret usable`, async () => {
    const { page, frame, id, context } = await openModal();
    await close(page, frame);
    expect(await result(page)).toMatchObject({ error: { type: "validation_error", code: "session_cancelled" } });
    expect(await dialogs(page)).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("start");
    const session = await mode.stripe.identity.verificationSessions.retrieve(id);
    expect([session.status, session.last_error]).toEqual(["requires_input", null]);

    await page.locator("#start").click();
    await frame.getByRole("button", { name: "Accept and continue" }).waitFor();
    await context.close();
  });
}

test("while it is open the keyboard stays within, and the page behind neither scrolls nor reacts", async () => {
  const { page, context } = await openModal();
  const visited = new Set<string>();
  for (const key of [...Array<string>(30).fill("Tab"), ...Array<string>(30).fill("Shift+Tab")]) {
    await page.keyboard.press(key);
    // On its way into the frame's process and back the focus is nowhere for a moment.
    const focused = await page.waitForFunction(
      () =>
        document.activeElement !== document.body &&
        `${document.activeElement?.closest("dialog") ? "dialog" : "page"} ${document.activeElement?.tagName}`,
    );
    visited.add(`${await focused.jsonValue()}`);
  }
  expect([...visited].sort()).toEqual(["dialog BUTTON", "dialog IFRAME"]);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe("hidden");
  await page.mouse.click(5, 5);
  expect(await dialogs(page)).toBe(1);
  await page.getByRole("button", { name: "Close" }).click();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe("visible");
  await context.close();
});

test("the frame's heading has the focus, so that it is read out first", async () => {
  const { page, context } = await openModal();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("IFRAME");
  expect(await page.getByRole("dialog").getAttribute("aria-label")).toBe("Verify your identity");
  await context.close();
});

test("the heading gets the focus, too, when a busy page shows the modal only after its frame has loaded", async () => {
  const { page, context } = await openPage(browser);
  await page.addInitScript(() => {
    const { showModal } = HTMLDialogElement.prototype;
    HTMLDialogElement.prototype.showModal = function () {
      this.querySelector("iframe")?.addEventListener("load", () => showModal.call(this));
    };
  });
  await openModalOn(page);
  await context.close();
});

test("mistakes of the developer throw, as Stripe's do, and never name the secret", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(site.url);
  await page.locator("html[data-ready]").waitFor();
  const thrown = (key: string, secret: unknown) =>
    page.evaluate(
      ([keyGiven, secretGiven]) => {
        try {
          // A cast, because the script under test puts it there.
          const { Stripe } = window as unknown as {
            Stripe: (key: unknown) => { verifyIdentity(secret: unknown): void };
          };
          Stripe(keyGiven).verifyIdentity(secretGiven);
          return null;
        } catch (error) {
          return error instanceof Error ? `${error.name}: ${error.message}` : "not an error";
        }
      },
      [key, secret] as const,
    );
  const good = "pk_test_emulator_local_only";
  for (const secret of [undefined, null, "", " ", 7, "vs_1", "vs_1_secret_live_abc"]) {
    const message = await thrown(good, secret);
    expect(message).toMatch(/^IntegrationError: Invalid value for stripe\.verifyIdentity\(\): client_secret should be/);
    expect(message).not.toContain("live_abc");
  }
  expect(await thrown("", "x")).toBe("IntegrationError: Missing value for Stripe(): apiKey should be a string.");
  expect(await thrown("sk_test_123", "x")).toContain("You should not use your secret key with Stripe.js");
  expect(await thrown("pk_live_123", "x")).toContain("refuses live keys");
  expect(await dialogs(page)).toBe(0);
  await context.close();
});

test("a second call while the modal is open throws and leaves the first alone", async () => {
  const { page, frame, secret, id, context } = await openModal();
  const message = await page.evaluate(async (given) => {
    // A cast, because the page that this test serves puts it there.
    const { start } = window as unknown as { start: (secret: string) => Promise<void> };
    return start(given).then(() => "nothing", String);
  }, secret);
  expect(message).toMatch(/^IntegrationError: .*modal is open/);
  expect(await dialogs(page)).toBe(1);
  await agree(frame);
  await frame.getByRole("button", { name: "Verification success async" }).click();
  expect(await result(page)).toEqual({ verificationSession: { id } });
  await context.close();
});

test("the steps of a real verification work within the modal, the camera too", async () => {
  const { page, frame, id, complaints, context } = await openModal({ permissions: ["camera"] });
  await agree(frame);
  await frame.getByRole("button", { name: "Preview user experience" }).click();
  await frame.getByLabel("Passport").check();
  await frame.getByRole("button", { name: "Continue" }).click();
  await frame.getByRole("button", { name: "Take the photo" }).click();
  await frame.getByRole("button", { name: "Submit" }).click();
  expect(await result(page)).toEqual({ verificationSession: { id } });
  expect(complaints).toEqual([]);
  await context.close();
});

test("the modal speaks the browser's language, or the one Stripe() was given", async () => {
  const german = await openModal({ locale: "de-DE" });
  await german.page.getByRole("button", { name: "Schließen" }).waitFor();
  expect(await german.frame.locator("html").getAttribute("lang")).toBe("de");
  await german.frame.getByRole("button", { name: "Ablehnen" }).click();
  expect(await result(german.page)).toMatchObject({ error: { message: "Sie haben die Prüfung abgelehnt." } });
  await german.context.close();

  const arabic = await openModal({ locale: "de-DE", stripe: { locale: "ar" } });
  expect(await arabic.frame.locator("html").getAttribute("dir")).toBe("rtl");
  await arabic.page.getByRole("button", { name: "إغلاق" }).click();
  expect(await result(arabic.page)).toMatchObject({ error: { message: "أُغلق التحقق قبل إرساله." } });
  await arabic.context.close();

  const auto = await openModal({ locale: "fr-CA", stripe: { locale: "auto" } });
  expect(await auto.frame.locator("html").getAttribute("lang")).toBe("fr");
  await auto.context.close();
});

test("the modal goes on by itself once the phone is done", async () => {
  const { page, frame, id, context } = await openModal();
  await frame.getByRole("link", { name: "Continue on your phone" }).click();
  const address = await frame.getByRole("link", { name: /open this link/ }).getAttribute("href");
  const phone = await openPage(browser, { isMobile: true, hasTouch: true, viewport: { width: 390, height: 844 } });
  await phone.page.goto(address ?? "");
  await phone.page.getByRole("button", { name: "Accept and continue" }).click();
  await phone.page.getByRole("button", { name: "Verification success", exact: true }).click();
  await phone.page.getByText("Go back to your computer").waitFor();
  expect(await result(page)).toEqual({ verificationSession: { id } });
  await phone.context.close();
  await context.close();
});

test("a used secret is refused within the frame, and closing it cancels", async () => {
  const { page, frame, secret, id, context } = await openModal();
  await page.getByRole("button", { name: "Close" }).click();
  await mode.submit(id, "document_expired");
  await page.evaluate((given) => Object.assign(window, { secret: given, results: [] }), secret);
  await page.locator("#start").click();
  await frame.getByRole("heading", { name: "This link was already used" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  expect(await result(page)).toMatchObject({ error: { code: "session_cancelled" } });
  await context.close();
});
