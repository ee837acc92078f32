import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({ businessName: "Example <& Co>" });
});
afterAll(() => mode.close());

const returnUrl = "https://app.demo.test/verify/submitted?keep=this#part";

async function open(parameters: Partial<Stripe.Identity.VerificationSessionCreateParams> = {}) {
  const session = await mode.stripe.identity.verificationSessions.create({ type: "document", ...parameters });
  return { id: session.id, url: session.url ?? "" };
}

const status = async (id: string) => (await mode.stripe.identity.verificationSessions.retrieve(id)).status;

const press = (url: string, form: Record<string, string>) =>
  fetch(url, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });

test("the page asks for consent first, names the business safely, and needs neither script nor inline style", async () => {
  const { url } = await open();
  const response = await fetch(url);
  const text = await response.text();
  expect(text).toContain("Example &#60;&#38; Co&#62; uses Stripe to verify your identity");
  expect(text).not.toMatch(/<script|style=|<style/);
  const policy = response.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  expect(response.headers.get("x-robots-tag")).toContain("noindex");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
});

test("agreeing leads to the panel, which offers every outcome", async () => {
  const { url } = await open();
  expect((await press(url, { action: "consent" })).status).toBe(303);
  const panel = await (await fetch(url)).text();
  for (const label of [
    "Verification success",
    "Verification failure",
    "Verification success async",
    "Verification failure async",
  ]) {
    expect(panel).toContain(`>${label}</button>`);
  }
  expect(panel.match(/<option /g)).toHaveLength(19);
});

test("an outcome redirects to the unchanged return_url, and the link is used up", async () => {
  const { id, url } = await open({ return_url: returnUrl });
  const response = await press(url, { action: "success" });
  expect([response.status, response.headers.get("location")]).toEqual([303, returnUrl]);
  expect(await status(id)).toBe("verified");
  expect((await fetch(url)).status).toBe(410);
});

test("without a return_url there is an end page", async () => {
  const { id, url } = await open();
  expect(await (await press(url, { action: "failure" })).text()).toContain("Verification submitted");
  expect(await status(id)).toBe("requires_input");
});

test("asynchronous outcomes are processing first", async () => {
  const { id, url } = await open();
  await press(url, { action: "failure_async" });
  expect(await status(id)).toBe("processing");
  await mode.control("POST", "/clock", { advanceSeconds: 60 });
  expect(await status(id)).toBe("requires_input");
});

test("declining consent is told to the account and uses the link up", async () => {
  const { id, url } = await open();
  expect(await (await press(url, { action: "decline" })).text()).toContain("Nothing was submitted");
  const session = await mode.stripe.identity.verificationSessions.retrieve(id);
  expect(session.last_error?.code).toBe("consent_declined");
  expect(await (await fetch(url)).text()).toContain("already used");
  expect((await fetch(session.url ?? "")).status).toBe(200);
});

test("expired, canceled and unknown links say so", async () => {
  const canceled = await open();
  await mode.stripe.identity.verificationSessions.cancel(canceled.id);
  expect(await (await fetch(canceled.url)).text()).toContain("was canceled");

  const { url } = await open();
  await mode.control("POST", "/clock", { advanceSeconds: 24 * 3600 });
  expect(await (await fetch(`${url}?modal=1`)).text()).toContain("has expired");
  expect((await fetch(url)).status).toBe(200);
  await mode.control("POST", "/clock", { advanceSeconds: 24 * 3600 });
  expect(await (await fetch(url)).text()).toContain("has expired");
  expect((await fetch(`${mode.url}/start/test_nothing`)).status).toBe(404);
});

test("in the modal the end page tells the script who opened it: the session, or the client-side code", async () => {
  const success = await open({ return_url: returnUrl });
  const submitted = await press(success.url, { action: "success", modal: "1" });
  expect(submitted.headers.get("content-security-policy")).toContain("frame-ancestors *");
  expect(await submitted.text()).toContain(`data-session="${success.id}"`);

  for (const [code, clientCode] of [
    ["device_not_supported", "device_unsupported"],
    ["phone_verification_declined", "phone_otp_declined"],
    ["consent_declined", "consent_declined"],
    ["abandoned", "session_cancelled"],
  ] as const) {
    const { url } = await open();
    const page = await (await press(url, { action: "fail", code, modal: "1" })).text();
    expect(page).toContain(`data-error-code="${clientCode}"`);
    expect(page).toContain('data-session=""');
  }
});

test("the browser script names its release as the loader expects, and may be loaded from any page", async () => {
  const response = await fetch(`${mode.url}/endive/stripe.js`);
  expect(response.headers.get("content-type")).toContain("text/javascript");
  expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(await response.text()).toContain('Stripe.version = "endive"');
});
