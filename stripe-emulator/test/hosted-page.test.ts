import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmulator } from "../src/start.ts";
import { startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode({
    businessName: "Example <& Co>",
    brandColor: "#ffd500",
    privacyPolicyUrl: "https://app.demo.test/privacy?a=1&b=2",
  });
});
afterAll(() => mode.close());

const returnUrl = "https://app.demo.test/verify/submitted?keep=this#part";

async function open(parameters: Partial<Stripe.Identity.VerificationSessionCreateParams> = {}) {
  const session = await mode.stripe.identity.verificationSessions.create({ type: "document", ...parameters });
  return { id: session.id, url: session.url ?? "" };
}

const status = async (id: string) => (await mode.stripe.identity.verificationSessions.retrieve(id)).status;

/** A link whose person has agreed. */
async function openAgreed(parameters: Partial<Stripe.Identity.VerificationSessionCreateParams> = {}) {
  const opened = await open(parameters);
  await press(opened.url, { action: "consent" });
  return opened;
}

/** A link made by a flow's static link, agreed to. */
async function openFlow(flow: Record<string, unknown>, query = "") {
  const { static_link: link } = await mode.control<{ static_link: string }>("POST", "/verification_flows", flow);
  const url = (await fetch(`${link}${query}`, { redirect: "manual" })).headers.get("location") ?? "";
  await press(url, { action: "consent" });
  return url;
}

const text = async (url: string, headers: Record<string, string> = {}) => (await fetch(url, { headers })).text();
const titleOf = (page: string) => /<title>(.*)<\/title>/.exec(page)?.[1];

/** What the form of a step sends on, by the browser's rules: fields with a name. */
const fieldsOf = (page: string) => {
  const [form = ""] = /<form.*?<\/form>/s.exec(page) ?? [];
  const inputs = form.matchAll(/<input type="(?:hidden|radio)" name="([^"]*)" value="([^"]*)"[^>]*>/g);
  return Object.fromEntries(Array.from(inputs, ([, name, value]) => [`${name}`, `${value}`]));
};

/** Walks through every step with the given document; answers the titles and pages, and what the last step would post. */
async function walk(url: string, type?: string) {
  const pages: string[] = [];
  let page = await text(
    (await press(url, { action: "preview" })).headers.get("location")?.replace(/^/, mode.url) ?? "",
  );
  for (;;) {
    pages.push(page);
    const fields = fieldsOf(page);
    if (fields.action === "complete") return { pages, titles: pages.map(titleOf), fields };
    if (type) fields.type = type;
    page = await text(`${url}?${new URLSearchParams(fields)}`);
  }
}

const press = (url: string, form: Record<string, string>) =>
  fetch(url, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });

test("the page asks for consent first, names the business safely, and needs no inline script or style", async () => {
  const { url } = await open();
  const response = await fetch(url);
  const text = await response.text();
  expect(text).toContain("Example &#60;&#38; Co&#62; uses Stripe to verify your identity");
  expect(text).not.toMatch(/<script>|<script (?!src="\/assets\/)| style=|<style| on[a-z]+=/);
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
  expect(panel).toContain('value="preview"');
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
  expect(await (await press(url, { action: "failure" })).text()).toContain("Verification pending");
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

test("the preview walks through the steps the session asks for, and sends no answer or picture anywhere", async () => {
  const url = await openFlow(
    {
      document: { require_matching_selfie: true, require_id_number: true },
      email: { require_verification: true },
      phone: { require_verification: true },
    },
    "?prefilled_email=ada@demo.test",
  );
  const { pages, titles } = await walk(url, "id_card");
  expect(titles).toEqual([
    "Which document will you use?",
    "Front of your identity card",
    "Back of your identity card",
    "Your face",
    "Your ID number",
    "Enter the code from the email",
    "Confirm your phone number",
    "Enter the code from the text message",
  ]);
  expect(pages[5]).toContain("a•••@demo.test");
  expect(pages.join()).not.toContain("ada@");
  for (const page of pages) {
    for (const [input] of page.matchAll(/<(?:input|select|textarea) [^>]*name=[^>]*>/g)) {
      expect(input).toMatch(/type="(hidden|radio)"/);
    }
  }
});

test("a passport has no back, and a plain document check asks for nothing more", async () => {
  const { url } = await openAgreed();
  const { titles } = await walk(url, "passport");
  expect(titles).toEqual(["Which document will you use?", "Photo page of your passport"]);
});

test("an ID number without a document is asked for with name and date of birth", async () => {
  const { url } = await openAgreed({ type: "id_number" });
  const { pages, titles } = await walk(url);
  expect(titles).toEqual(["Your ID number"]);
  for (const label of ["First name", "Last name", "Date of birth", "Number"])
    expect(pages[0]).toContain(`>${label}</label>`);
});

test.each([
  ["en", "Country that issued the number"],
  ["de", "Land, das die Nummer vergeben hat"],
  ["fr", "Pays qui a délivré le numéro"],
  ["es", "País que emitió el número"],
  ["ja", "番号を発行した国"],
  ["ar", "البلد الذي أصدر الرقم"],
])("the country of an ID number is chosen among those Stripe looks up, in %s", async (locale, label) => {
  const { url } = await openAgreed({ type: "id_number" });
  const page = await text(`${url}?step=id_number&locale=${locale}`);
  expect(page).toContain(`<label for="id-country">${label}</label><select id="id-country">`);
  const countries = Array.from(page.matchAll(/<option value="([A-Z]{2})">/g), ([, country]) => country);
  expect(countries).toEqual(["US", "BR", "SG"]);
});

test("only allowed documents are offered, and no step takes another", async () => {
  const { url } = await openAgreed({ options: { document: { allowed_types: ["passport"] } } });
  const choice = await text(`${url}?step=document_type`);
  expect(choice).toContain('value="passport"');
  expect(choice).not.toMatch(/id_card|driving_license|Identity card|Driving licence/);
  const refused = await fetch(`${url}?step=document_front&type=id_card`, { redirect: "manual" });
  expect(refused.headers.get("location")).toMatch(/\?step=document_type$/);
});

test("walked through, it is pending as for real people, then verified with the kind of document that was chosen", async () => {
  for (const type of ["passport", "driving_license", "id_card"]) {
    const { id, url } = await openAgreed({ return_url: returnUrl });
    const { fields } = await walk(url, type);
    const end = await press(url, fields);
    expect([end.status, end.headers.get("location")]).toEqual([303, returnUrl]);
    expect(await status(id)).toBe("processing");
    await mode.control("POST", "/clock", { advanceSeconds: 60 });
    const { last_verification_report: report } = await mode.stripe.identity.verificationSessions.retrieve(id, {
      expand: ["last_verification_report"],
    });
    expect(report).toMatchObject({ document: { status: "verified", type } });
  }
});

test("nothing of the preview opens before the person agreed", async () => {
  const { url } = await open();
  expect(await text(`${url}?step=document_type`)).toContain('value="consent"');
});

test("where only a picture taken now will do, no file can be chosen; without a camera it ends as device_not_supported", async () => {
  const { id, url } = await openAgreed({ options: { document: { require_live_capture: true } } });
  const step = await text(`${url}?step=document_front&type=passport`);
  expect(step).not.toContain('type="file"');
  expect(step).toContain('name="code" value="device_not_supported"');
  const any = await openAgreed();
  expect(await text(`${any.url}?step=document_front&type=passport`)).toContain('type="file"');

  await press(url, { action: "fail", code: "device_not_supported" });
  const session = await mode.stripe.identity.verificationSessions.retrieve(id);
  expect([session.status, session.last_error?.code]).toEqual(["requires_input", "device_not_supported"]);
});

test("who cannot confirm the address or the number can say so", async () => {
  const url = await openFlow({ email: { require_verification: true }, phone: { require_verification: true } });
  for (const channel of ["email", "phone"]) {
    const step = await text(`${url}?step=${channel}_code&type=passport`);
    expect(step).toContain(`name="code" value="${channel}_verification_declined"`);
  }
});

test("a computer hands over by a QR code and goes on once the phone is done", async () => {
  const { id, url } = await open({ return_url: returnUrl });
  const settled = async () => (await fetch(`${url}/status`)).json();
  const page = await text(`${url}?step=handoff`);
  expect(page).toMatch(/<svg class="qr"/);
  expect(page).toContain(`href="${url}?phone=1"`);
  expect(await settled()).toEqual({ settled: false });
  const early = await fetch(`${url}/continue`, { redirect: "manual" });
  expect(early.headers.get("location")).toMatch(/\?step=handoff$/);

  // The phone: the same link, so agreeing there counts here, and it is used up for both.
  await press(url, { action: "consent", phone: "1" });
  expect(await text(`${url}?phone=1`)).not.toContain("step=handoff");
  const phone = await press(url, { action: "success", phone: "1" });
  expect([phone.status, await phone.text()]).toEqual([200, expect.stringContaining("Go back to your computer")]);

  expect(await settled()).toEqual({ settled: true });
  const onward = await fetch(`${url}/continue`, { redirect: "manual" });
  expect([onward.status, onward.headers.get("location")]).toEqual([303, returnUrl]);
  expect((await fetch(url)).status).toBe(410);
  expect(await status(id)).toBe("verified");
});

test("what ended on the phone is told to the modal on the computer, with the client-side code if there is one", async () => {
  const success = await open({ return_url: returnUrl });
  await press(success.url, { action: "success_async", phone: "1" });
  expect(await text(`${success.url}/continue?modal=1`)).toContain(`data-session="${success.id}"`);

  const declined = await open();
  await press(declined.url, { action: "decline", phone: "1" });
  expect(await text(`${declined.url}/continue?modal=1`)).toContain('data-error-code="consent_declined"');

  const failed = await open();
  await press(failed.url, { action: "failure", phone: "1" });
  expect(await text(`${failed.url}/continue?modal=1`)).toContain(`data-session="${failed.id}"`);

  const canceled = await open();
  await mode.stripe.identity.verificationSessions.cancel(canceled.id);
  expect((await fetch(`${canceled.url}/continue`)).status).toBe(410);
  expect((await fetch(`${mode.url}/start/test_nothing/status`)).status).toBe(404);
});

test("the language follows the browser's wishes in their order, or the person's choice", async () => {
  const { url } = await open();
  for (const [wishes, language] of [
    ["de-AT,de;q=0.9,en;q=0.5", "de"],
    ["xx, en;q=0.3, fr-CA;q=0.8", "fr"],
    ["es;q=0, ja;q=0.1", "ja"],
    ["xx", "en"],
    ["*", "en"],
  ] as const) {
    expect(await text(url, { "accept-language": wishes })).toContain(`<html lang="${language}" dir="ltr">`);
  }
  const chosen = await text(`${url}?locale=ar`, { "accept-language": "de" });
  expect(chosen).toContain('<html lang="ar" dir="rtl">');
  expect(chosen).toContain('<input type="hidden" name="locale" value="ar">');
  const next = await press(url, { action: "consent", locale: "ar" });
  expect(next.headers.get("location")).toContain("locale=ar");
});

test("every language shows every outcome, and none of its texts is the English one", async () => {
  const { url } = await openAgreed();
  const texts = (page: string) =>
    Array.from(page.matchAll(/<(?:button|p|h1)[^>]*>(?:<svg.*?<\/svg>)?([^<]+)</g), (match) => match[1]);
  const english = texts(await text(url));
  for (const locale of ["de", "fr", "es", "ja", "ar"]) {
    const page = await text(`${url}?locale=${locale}`);
    expect(page.match(/<option /g)).toHaveLength(19);
    expect(texts(page)).toHaveLength(english.length);
    expect(texts(page).filter((one) => english.includes(one))).toEqual([]);
  }
});

test("a link that works is not written down anywhere one can look", async () => {
  const { url } = await openAgreed();
  await fetch(`${url}/status`);
  const token = url.slice(url.lastIndexOf("_") + 1);
  expect(token.length).toBeGreaterThan(20);
  for (const log of ["/requests", "/deliveries"]) {
    expect(JSON.stringify(await mode.control("GET", log))).not.toContain(token);
  }
});

test("the account's colour and privacy policy are used, and unusable ones refused", async () => {
  const { url } = await open();
  expect(await text(url)).toContain('href="https://app.demo.test/privacy?a=1&#38;b=2"');
  expect(await text(`${mode.url}/assets/brand.css`)).toContain("--brand: #ffd500; --on-brand: #000");
  await expect(startEmulator({ port: 0, brandColor: "red; } * { display: none" })).rejects.toThrow("brandColor");
  await expect(startEmulator({ port: 0, privacyPolicyUrl: "javascript:alert(1)" })).rejects.toThrow("privacyPolicyUrl");
});
