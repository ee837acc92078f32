import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Pool } from "pg";
import { brand } from "../lib/brand.ts";
import { expect, test } from "./support/fixtures.ts";

/** Asks for redaction on the case's page, confirmed by its number. */
async function redact(page: Page, sql: Pool, verificationId: string): Promise<void> {
  const { rows } = await sql.query("select case_number from verification where id = $1", [verificationId]);
  await page.goto(`/verifications/${verificationId}/redact`);
  await page.getByRole("textbox").fill(`${brand.referencePrefix}${rows[0]?.case_number}`);
  await page.getByRole("button", { name: /Redact/ }).click();
  await expect(page).toHaveURL(`/verifications/${verificationId}`);
}

test("a reviewer finds a case, sees what happened, and looks at the evidence for a moment", async ({
  page,
  signIn,
  verifiedCase,
  sql,
  stack,
}) => {
  const { person, verificationId, sessionId } = await verifiedCase("document_unverified_other", "verified");
  const reviewer = await signIn("reviewer");

  await page.goto("/verifications");
  await page.getByRole("searchbox").fill(person.email);
  await page.keyboard.press("Enter");
  const row = page.getByRole("row").filter({ hasText: "Verified" });
  await row.getByRole("link").first().click();
  await expect(page).toHaveURL(`/verifications/${verificationId}`);
  await expect(page.getByRole("heading", { name: /Attempt 2/ })).toBeVisible();
  await expect(page.getByText("document_unverified_other").first()).toBeVisible();
  await expect(page.getByText("Consent given")).toBeVisible();

  await page.getByText("Open evidence", { exact: true }).first().click();
  await page.getByRole("radio", { name: /Check the document/ }).check();
  await page.getByRole("button", { name: "Open for 30 s" }).click();
  const front = page.getByRole("img", { name: /front/i });
  await expect(front).toBeVisible();
  await expect
    .poll(() => front.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0))
    .toBe(true);
  expect(await front.getAttribute("src")).toContain(stack.emulatorUrl ?? "https://files.stripe.com/");

  const { rows } = await sql.query("select action, actor_id, reason from audit_entry where target_id = $1", [
    verificationId,
  ]);
  expect(rows.length).toBeGreaterThan(3);
  for (const entry of rows) expect(entry).toMatchObject({ actor_id: reviewer.userId, reason: "document_check" });
  await expect(page.getByText(sessionId.slice(0, 7)).first()).toBeVisible();
});

test("support sees status and history, and nothing personal", async ({ page, signIn, verifiedCase }) => {
  const { person, verificationId } = await verifiedCase("verified");
  await signIn("support");
  await page.goto(`/verifications/${verificationId}`);
  await expect(page.getByText("Personal data masked for your role")).toBeVisible();
  expect(await page.content()).not.toContain(person.email);
  await expect(page.getByText("Open evidence", { exact: true })).toHaveCount(0);
});

test("an auditor reads reports and codes, and no evidence", async ({ page, signIn, verifiedCase }) => {
  const { verificationId } = await verifiedCase("document_unverified_other", "verified");
  await signIn("auditor");
  await page.goto(`/verifications/${verificationId}`);
  await expect(page.getByRole("heading", { name: /Attempt 2/ })).toBeVisible();
  await expect(page.getByText("document_unverified_other").first()).toBeVisible();
  await expect(page.getByText("Evidence is for reviewers.")).toBeVisible();
  await expect(page.getByText("Open evidence", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("img", { name: /front|selfie/i })).toHaveCount(0);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("link", { name: "Reports as JSON" }).click();
  await expect(page).toHaveURL(`/verifications/${verificationId}/reports`);
  const { reports } = JSON.parse((await page.locator("pre").textContent()) ?? "");
  expect(reports).toHaveLength(2);
});

test("an attempt's number and its report's id stand on one line, however long the rest is", async ({
  page,
  signIn,
  verifiedCase,
  sql,
}) => {
  const { verificationId, sessionId } = await verifiedCase("document_expired");
  await sql.query(
    `update verification_report set document_type = 'driving_license', document_country = 'BA', created_at = '2025-09-24'
     where verification_session_id = $1`,
    [sessionId],
  );
  await signIn("reviewer");
  for (const [width, height] of [
    [390, 844],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto(`/verifications/${verificationId}`);
    const head = page.getByRole("heading", { name: /Attempt 1/ });
    await expect(head).toContainText("Bosnia");
    const parts = [head.getByText("Attempt 1"), head.locator("time"), head.locator("bdi[title^=vr_]")];
    const lines = await Promise.all(parts.map(async (part) => (await part.boundingBox())?.y ?? Number.NaN));
    expect(Math.max(...lines) - Math.min(...lines)).toBeLessThan(8);
  }
});

test("what Stripe read in part, of a country that is none, is shown as far as it was read", {
  tag: "@emulator",
}, async ({ page, signIn, verifiedCase, emulator, sql }) => {
  const { verificationId, sessionId } = await verifiedCase("document_unverified_other");
  await emulator.submit(sessionId, "verified", {
    outputs: {
      dob: { year: 1977, month: null, day: null },
      sex: "unknown",
      place_of_birth: "NOWHERE-ON-TEST",
      document: { type: "passport", issuing_country: "UNO", expiration_date: { month: 5, year: 2030 } },
    },
  });
  const status = async () =>
    (await sql.query("select status, document_country from verification where id = $1", [verificationId])).rows[0];
  await expect.poll(status).toEqual({ status: "verified", document_country: "UNO" });
  await signIn("reviewer");

  await page.goto("/verifications?country=UNO");
  await page.locator(`a[href="/verifications/${verificationId}"]`).first().click();
  await expect(page.getByText(/Passport, UNO/)).toBeVisible();
  await page.getByText("Open evidence", { exact: true }).first().click();
  await page.getByRole("radio", { name: /Compare a field/ }).check();
  await page.getByRole("button", { name: "Open for 30 s" }).click();
  const value = (name: string) => page.locator(`dt:text-is("${name}") + dd`);
  await expect(value("Date of birth")).toHaveText("1977, month and day unknown");
  await expect(value("Expires")).toHaveText("May 2030");
  await expect(value("Sex")).toHaveText("Unspecified");
  await expect(value("Place of birth")).toHaveText("NOWHERE-ON-TEST");
  await expect(value("ID number")).toHaveText("none");
});

test("pictures that Stripe refuses say why, and the data is shown", { tag: "@emulator" }, async ({
  page,
  signIn,
  verifiedCase,
  emulator,
}) => {
  const { verificationId } = await verifiedCase("verified");
  await signIn("reviewer");
  await page.goto(`/verifications/${verificationId}`);
  await page.getByText("Open evidence", { exact: true }).first().click();
  await page.getByRole("radio", { name: /Check the document/ }).check();
  const { permissions } = (await emulator.control("/keys/permissions", undefined, "GET")) as { permissions: string[] };
  await emulator.control("/keys/permissions", { permissions: permissions.filter((each) => each !== "files_write") });
  try {
    await page.getByRole("button", { name: "Open for 30 s" }).click();
    await expect(page.getByText(/lacks “Files: Write”/).first()).toBeVisible();
    await expect(page.locator('dt:text-is("Document number") + dd')).toHaveText(/^\w{6,}$/);
  } finally {
    await emulator.control("/keys/permissions", { permissions });
  }
});

test("a reviewer reads a case from Stripe anew, and cancels it", async ({ page, signIn, verifiedCase, stripe }) => {
  const { verificationId, sessionId } = await verifiedCase("document_unverified_other");
  await signIn("reviewer");
  await page.goto(`/verifications/${verificationId}`);
  await page.getByRole("button", { name: "Refresh from Stripe" }).click();
  await expect(page.getByText("Read from Stripe just now.")).toBeVisible();

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("link", { name: "Cancel at Stripe" }).click();
  await page.getByRole("button", { name: /Cancel/ }).click();
  await expect(page).toHaveURL(`/verifications/${verificationId}`);
  await expect(page.getByText("Closed").first()).toBeVisible();
  expect((await stripe.identity.verificationSessions.retrieve(sessionId)).status).toBe("canceled");
});

test("reading a case anew brings what no webhook told", { tag: "@emulator" }, async ({
  page,
  signIn,
  verifiedCase,
  emulator,
}) => {
  const { verificationId, sessionId } = await verifiedCase("document_expired");
  await signIn("reviewer");
  await page.goto(`/verifications/${verificationId}`);
  await emulator.control("/faults", { target: "webhooks", kind: "drop", count: 1, seed: 1 });
  await emulator.submit(sessionId, "consent_declined");
  await page.getByRole("button", { name: "Refresh from Stripe" }).click();
  await expect(page.getByText("consent_declined").first()).toBeVisible();
});

test("a senior reviewer redacts a case, but not by a wrong number", async ({
  page,
  signIn,
  verifiedCase,
  stripe,
  sql,
}) => {
  const { verificationId, sessionId } = await verifiedCase("verified");
  await signIn("senior");
  await page.goto(`/verifications/${verificationId}/redact`);
  await page.getByRole("textbox").fill(`${brand.referencePrefix}1`);
  await page.getByRole("button", { name: /Redact/ }).click();
  await expect(page.getByText("That is not the reference of this case.")).toBeVisible();
  expect((await stripe.identity.verificationSessions.retrieve(sessionId)).redaction).toBeNull();

  await redact(page, sql, verificationId);
  await expect(page.getByText("Our key destroyed")).toBeVisible();
  expect((await stripe.identity.verificationSessions.retrieve(sessionId)).redaction).not.toBeNull();
});

// Stripe takes up to four days.
test("a redaction is seen through to the destroyed key", { tag: "@emulator" }, async ({
  page,
  signIn,
  verifiedCase,
  emulator,
  sql,
}) => {
  const { person, verificationId } = await verifiedCase("verified");
  await signIn("senior");
  await redact(page, sql, verificationId);
  await emulator.control("/clock", { advanceSeconds: 60 });
  await expect
    .poll(async () => {
      const keys = await sql.query("select wrapped_key from data_key where user_id = $1", [person.userId]);
      return keys.rows.map((key) => key.wrapped_key);
    })
    .toEqual([null]);
  await expect(page.getByText("Personal data deleted.")).toBeVisible();
  // With their days: they may be weeks apart.
  const day = "\\d{1,2} \\w+ \\d{4}, [\\d:]+ UTC";
  await expect(page.getByText(new RegExp(`^Asked ${day}, finished ${day}$`))).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the queue is filtered, paged and exported", async ({ page, signIn, verifiedCase }) => {
    const { person } = await verifiedCase("document_unverified_other");
    await signIn("reviewer");
    await page.goto(`/verifications?code=document_unverified_other&q=${encodeURIComponent(person.email)}`);
    await expect(page.getByRole("row").filter({ hasText: "document_unverified_other" })).toHaveCount(1);
    await page.goto("/verifications?code=document_unverified_other&status=verified");
    await expect(page.getByRole("row").filter({ hasText: person.email })).toHaveCount(0);

    await page.goto(`/verifications?q=${encodeURIComponent(person.email)}`);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const csv = await readFile(await (await download).path(), "utf8");
    expect(csv.trimEnd().split("\r\n")).toHaveLength(2);
    expect(csv).toContain(person.email);
  });
});

for (const script of [true, false]) {
  test(`a search that another site leads support to waits for their own press, ${script ? "with" : "without"} script`, async ({
    browser,
    signIn,
    sql,
    stack,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: script });
    const { userId, email } = await signIn("support", context);
    const page = await context.newPage();
    const address = `${stack.appUrl}/verifications?status=verified&q=${encodeURIComponent(email)}`;
    const searches = async () => {
      const { rowCount } = await sql.query(
        "select 1 from audit_entry where actor_id = $1 and action = 'verifications.searched'",
        [userId],
      );
      return rowCount;
    };
    const contentType = "text/html";
    await page.route("http://another.example/", (route) =>
      route.fulfill({ contentType, body: `<a href="${address.replace("&", "&amp;")}">Win a prize</a>` }),
    );
    await page.goto("http://another.example/");
    await page.getByRole("link").click();
    await expect(page.getByRole("heading", { name: "Another site sent you to this search" })).toBeVisible();
    expect(await searches()).toBe(0);

    await page.getByRole("button", { name: "Search now" }).click();
    await expect(page.getByRole("heading", { name: `No case matches “${email}”` })).toBeVisible();
    expect(new URL(page.url()).searchParams.get("status")).toBe("verified");
    expect(await searches()).toBe(1);
    await context.close();
  });
}

test("support finds a case by a whole address, is told that a beginning is not enough, and a search that is too long is refused", async ({
  page,
  signIn,
  verifiedCase,
  sql,
}) => {
  const { person, verificationId } = await verifiedCase();
  const support = await signIn("support");
  await page.goto("/verifications");
  const search = page.getByRole("searchbox");
  await expect(search).toHaveAttribute("placeholder", "Case, whole e-mail, vs_ or vr_ id");

  await search.fill(person.email.slice(0, -1).replace(/@.*/, ""));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Your role searches by whole e-mail addresses" })).toBeVisible();
  await search.fill(person.email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row").getByRole("link").first()).toHaveAttribute(
    "href",
    new RegExp(`/verifications/${verificationId}`),
  );
  await expect(page.getByText(person.email)).toHaveCount(0);

  await page.goto(`/verifications?q=${"x".repeat(2_000)}`);
  await expect(page.getByRole("heading", { name: "A search takes 200 characters at most" })).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
  await page.getByRole("link", { name: "Clear the search" }).click();
  await expect(page).toHaveURL("/verifications");

  const { rows } = await sql.query("select distinct action, subject from audit_entry where actor_id = $1", [
    support.userId,
  ]);
  expect(rows).toEqual([{ action: "verifications.searched", subject: "address" }]);
});
