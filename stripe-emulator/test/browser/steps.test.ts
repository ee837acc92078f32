import type { Browser, Page } from "playwright";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
// Shared with what surrounds this package: what a page is examined with.
import { violationsOf } from "../../../testkit/axe.ts";
import { startTestMode, type TestMode } from "../harness.ts";
import { openPage, sideways, startBrowser } from "./browser.ts";

/* The hosted page as a person walks through it: with and without script, camera, sight and mouse. */

let mode: TestMode;
let browser: Browser;
beforeAll(async () => {
  mode = await startTestMode();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await mode.close();
});

type Documents = { require_live_capture?: boolean; require_matching_selfie?: boolean; require_id_number?: boolean };

async function create(document: Documents = {}) {
  const session = await mode.stripe.identity.verificationSessions.create({ type: "document", options: { document } });
  return { id: session.id, url: session.url ?? "" };
}

/** A session that asks for everything there is. */
async function createWithEverything(document: Documents = {}) {
  const { static_link: link } = await mode.control<{ static_link: string }>("POST", "/verification_flows", {
    document: { ...document, require_matching_selfie: true, require_id_number: true },
    email: { require_verification: true },
    phone: { require_verification: true },
  });
  return (await fetch(link, { redirect: "manual" })).headers.get("location") ?? "";
}

/** From the link to the choice of a document, as an end user would. */
async function startPreview(page: Page, url: string) {
  await page.goto(url);
  await page.getByRole("button", { name: "Accept and continue" }).click();
  await page.getByRole("button", { name: "Preview user experience" }).click();
  await heading(page, "Which document will you use?");
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
const go = (page: Page, name = "Continue") => page.getByRole("button", { name, exact: true }).click();
const status = async (id: string) => (await mode.stripe.identity.verificationSessions.retrieve(id)).status;

/** Everything the page's browser sends, bodies included. */
function watchSent(page: Page) {
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
  return sent;
}

async function photo(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const picture = sharp({ create: { width: 640, height: 400, channels: 3, background: "#335" } });
  return { name: "ada.png", mimeType: "image/png", buffer: await picture.png().toBuffer() };
}

test("with a camera and the keyboard alone, from the choice of a document to the end", async () => {
  const { page, context, complaints } = await openPage(browser, { permissions: ["camera"] });
  const url = await createWithEverything({ require_live_capture: true });
  const sent = watchSent(page);
  await startPreview(page, url);
  const press = async (name: string) => {
    const button = page.getByRole("button", { name, exact: true });
    await button.waitFor();
    // By Tab as people do, not by a script's focus; fails when the button cannot be reached.
    for (
      let presses = 0;
      presses < 40 && !(await button.evaluate((element) => element.matches(":focus")));
      presses += 1
    ) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
  };
  // The heading has the focus after every step, so the next Tab is the first thing of the step.
  await page.locator("h1:focus").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await press("Continue");
  for (const title of ["Front of your driving licence", "Back of your driving licence", "Your face"]) {
    await heading(page, title);
    // The camera was allowed, so it starts by itself; its button takes the focus, and then the one that leads on.
    await page.getByText("The camera is on.").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Take the photo");
    await press("Take the photo");
    await page.getByText("Photo taken.").waitFor();
    await page.getByRole("img", { name: "The photo you took" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Continue");
    await press("Continue");
  }
  await heading(page, "Your ID number");
  await page.getByLabel("Number", { exact: true }).fill("4321");
  await press("Continue");
  await heading(page, "Confirm your email address");
  await page.getByLabel("Email address").fill("ada@demo.test");
  await press("Send the code");
  await page.getByLabel("Code").fill("135790");
  await press("Continue");
  await page.getByLabel("Phone number").fill("+1 555-555-0100");
  await press("Send the code");
  await page.getByLabel("Code").fill("246802");
  await press("Submit");
  await heading(page, "Verification pending");

  expect(sent.join("\n")).not.toMatch(/4321|ada|555|135790|246802|data:image/);
  expect(sent.filter((line) => line.startsWith("POST"))).toHaveLength(3);
  expect(complaints).toEqual([]);
  await context.close();
});

test("without script files are chosen, never sent, and it ends the same way", async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  const { id, url } = await create({ require_matching_selfie: true });
  const sent = watchSent(page);
  await startPreview(page, url);
  await page.getByLabel("Identity card").check();
  await go(page);
  for (const title of ["Front of your identity card", "Back of your identity card", "Your face"]) {
    await heading(page, title);
    await page.getByLabel("Or choose a photo").setInputFiles(await photo());
    await go(page, title === "Your face" ? "Submit" : "Continue");
  }
  await heading(page, "Verification pending");
  expect(sent.join("\n")).not.toMatch(/ada\.png|multipart/);
  await mode.control("POST", "/clock", { advanceSeconds: 60 });
  expect(await status(id)).toBe("verified");
  await context.close();
});

test("with script a chosen file is shown, and can be replaced", async () => {
  const { page, context } = await openPage(browser);
  const { url } = await create();
  await startPreview(page, url);
  await go(page);
  await heading(page, "Photo page of your passport");
  await page.getByRole("button", { name: "Use the camera" }).waitFor();
  expect(await page.getByRole("button", { name: "Submit" }).isVisible()).toBe(false);
  await page.getByLabel("Or choose a photo").setInputFiles(await photo());
  await page.getByRole("img", { name: "The photo you took" }).waitFor();
  expect(await page.getByRole("button", { name: "Submit" }).evaluate((button) => button.matches(":focus"))).toBe(true);
  await page.getByRole("button", { name: "Take another" }).click();
  await page.getByLabel("Or choose a photo").waitFor();
  await context.close();
});

test("a refused camera says so, offers other ways, and ends as device_not_supported if the person says so", async ({
  onTestFinished,
}) => {
  const refusing = await startBrowser("refuse");
  onTestFinished(() => refusing.close());
  const { page } = await openPage(refusing);
  const { id, url } = await create({ require_live_capture: true });
  await startPreview(page, url);
  await go(page);
  await page.getByRole("button", { name: "Use the camera" }).click();
  await page.getByRole("status").getByText("The camera could not be used.").waitFor();
  await page.getByRole("link", { name: "Continue on your phone" }).waitFor();
  expect(await status(id)).toBe("requires_input");
  await page.getByRole("button", { name: "I have no camera" }).click();
  await heading(page, "Verification not completed");
  const session = await mode.stripe.identity.verificationSessions.retrieve(id);
  expect(session.last_error?.code).toBe("device_not_supported");
});

test("without script and without files allowed the page says why there is no way on", async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  const { url } = await create({ require_live_capture: true });
  await startPreview(page, url);
  await go(page);
  await page.getByText("needs JavaScript").waitFor();
  await page.getByText("Other options").click();
  await page.getByRole("button", { name: "I have no camera" }).waitFor();
  await context.close();
});

test("the computer that shows the code goes on when it is looked at and the phone is done", async () => {
  const { page, context } = await openPage(browser);
  const session = await mode.stripe.identity.verificationSessions.create({
    type: "document",
    return_url: `${mode.url}/healthz?back`,
  });
  await page.goto(session.url ?? "");
  await page.getByRole("link", { name: "Continue on your phone" }).click();
  await page.getByRole("status").getByText("Waiting for your phone").waitFor();

  const phone = await openPage(browser, { isMobile: true, hasTouch: true, viewport: { width: 390, height: 844 } });
  await phone.page.goto((await page.getByRole("link", { name: /open this link/ }).getAttribute("href")) ?? "");
  expect(await phone.page.getByText("Continue on your phone").count()).toBe(0);
  await phone.page.getByRole("button", { name: "Accept and continue" }).click();
  await phone.page.getByRole("button", { name: "Verification failure async" }).click();
  await phone.page.getByText("Go back to your computer").waitFor();
  await page.waitForURL(`${mode.url}/healthz?back`);
  await phone.context.close();
  await context.close();
});

test("a page nobody looks at does not ask after the phone", async () => {
  const { page, context } = await openPage(browser);
  const { url } = await create();
  await page.addInitScript(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
  });
  const sent = watchSent(page);
  await page.goto(`${url}?step=handoff`);
  expect(sent.filter((line) => line.includes("/status"))).toEqual([]);
  const asked = page.waitForRequest(/\/status$/);
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "visible" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await asked;
  await context.close();
});

test("the language can be changed on the way without losing the step", async () => {
  const { page, context } = await openPage(browser);
  const { url } = await create();
  await startPreview(page, url);
  await page.getByLabel("Identity card").check();
  await go(page);
  await page.getByRole("link", { name: "Deutsch" }).click();
  await heading(page, "Vorderseite Ihres Personalausweises");
  await page.getByRole("link", { name: "Zurück" }).click();
  await heading(page, "Welches Dokument verwenden Sie?");
  await context.close();
});

test("every screen is clean for axe in light and dark, and fits a small phone in every language", {
  timeout: 120_000,
}, async () => {
  const { page, context, complaints } = await openPage(browser);
  const url = await createWithEverything();
  const steps = [
    "document_type",
    "document_front",
    "document_back",
    "selfie",
    "id_number",
    "email",
    "email_code",
    "phone",
    "phone_code",
  ];
  const screens = ["handoff", ...steps].map((step) => [step, `${url}?type=id_card&step=${step}`]);
  const found: string[] = [];
  const examine = async (name: string, address: string) => {
    for (const locale of ["en", "de", "fr", "es", "ja", "ar"]) {
      const separator = address.includes("?") ? "&" : "?";
      await page.goto(`${address}${separator}locale=${locale}`);
      const over = await sideways(page);
      if (over > 0) found.push(`${name}, ${locale}: ${over} px too wide`);
      const colorScheme = { en: "light", ar: "dark" }[locale];
      if (colorScheme !== "light" && colorScheme !== "dark") continue;
      await page.emulateMedia({ colorScheme });
      for (const closed of await page.locator("details").all()) {
        await closed.evaluate((element) => element.setAttribute("open", ""));
      }
      found.push(...(await violationsOf(page)).map((violation) => `${name}, ${locale}, ${colorScheme}: ${violation}`));
    }
  };
  await page.setViewportSize({ width: 320, height: 640 });
  await examine("consent", url);
  await fetch(url, { method: "POST", body: new URLSearchParams({ action: "consent" }) });
  await examine("panel", url);
  for (const [name, address] of screens) await examine(`${name}`, `${address}`);
  await fetch(url, { method: "POST", body: new URLSearchParams({ action: "success" }) });
  expect(complaints).toEqual([]);
  await examine("used link", url);
  await examine("end", `${url}/continue`);
  expect(found).toEqual([]);
  await context.close();
});
