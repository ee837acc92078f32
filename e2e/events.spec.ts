import type { Pool } from "pg";
import Stripe from "stripe";
import { brand } from "../lib/brand.ts";
import type { Emulator } from "../testkit/emulator.ts";
import { expect, test } from "./support/fixtures.ts";

type Means = {
  emulator: Emulator;
  sql: Pool;
  syncsEnd: (sessionId: string) => Promise<void>;
};

/** Has somebody submit while Stripe refuses to tell us about it, for good: the events become dead letters. Returns the last. */
async function letDie({ emulator, sql, syncsEnd }: Means, sessionId: string, outcome: string): Promise<string> {
  await emulator.control("/faults", {
    target: "api",
    kind: "status",
    status: 400,
    shouldRetry: false,
    method: "GET",
    path: `/v1/identity/verification_sessions/${sessionId}`,
    probability: 1,
    seed: 1,
  });
  await emulator.submit(sessionId, outcome);
  const type = `identity.verification_session.${outcome === "verified" ? "verified" : "requires_input"}`;
  const dead = async () => {
    const { rows } = await sql.query<{ id: string }>(
      "select id from stripe_event where object_id = $1 and type = $2 and outcome = 'failed'",
      [sessionId, type],
    );
    return rows[0]?.id ?? null;
  };
  await expect.poll(dead).not.toBeNull();
  // The job of an earlier event may have failed them all: one that is still to run would fix them once Stripe answers.
  await syncsEnd(sessionId);
  await emulator.control("/faults", undefined, "DELETE");
  return (await dead()) ?? "";
}

test("a developer finds a dead letter, reads why, and runs it again, without ever seeing a person", async ({
  page,
  signIn,
  verifiedCase,
  emulator,
  sql,
  syncsEnd,
}) => {
  const { person, sessionId } = await verifiedCase();
  const eventId = await letDie({ emulator, sql, syncsEnd }, sessionId, "document_expired");
  const developer = await signIn("developer");

  await page.goto("/");
  await page.getByRole("link", { name: "Open the events" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Events");
  const menu = page.getByRole("navigation", { name: "Main" });
  await expect(menu.getByRole("link", { name: "Events" })).toHaveAttribute("aria-current", "true");
  await expect(menu.getByRole("link", { name: "Verifications" })).toHaveCount(0);

  await page.getByRole("link", { name: /^Dead letters/ }).click();
  await expect(page).toHaveURL("/events?outcome=failed");
  await page.getByRole("searchbox").fill(sessionId);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/events?outcome=failed&q=${sessionId}`);
  await expect(page.getByText("Stripe refused").first()).toBeVisible();
  await expect(
    page
      .getByRole("listitem")
      .filter({ hasText: /^1 .* 400 \d+ ms exhausted$/ })
      .first(),
  ).toBeVisible();
  await page.getByRole("link", { name: "requires_input" }).click();
  await expect(page).toHaveURL(`/events/${eventId}`);
  await expect(page.getByText("1 of 1")).toBeVisible();
  await expect(page.getByRole("row", { name: /data\.object\.last_error\.code document_expired/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /data\.object\.client_secret/ })).toContainText("Not shown");
  const shown = await page.content();
  for (const secret of [person.email, person.userId, "_secret_", "verify.stripe.com"])
    expect(shown).not.toContain(secret);
  await expect(page.getByRole("link", { name: new RegExp(`^Open ${brand.referencePrefix}`) })).toHaveCount(0);

  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page.getByText("Asked for again.")).toBeVisible();
  await expect(page.locator(".item-head")).toContainText("Applied");
  const { rows } = await sql.query("select action, target_id as about from audit_entry where actor_id = $1", [
    developer.userId,
  ]);
  expect(rows).toEqual([{ action: "event.replayed", about: eventId }]);
  await syncsEnd(sessionId);
  const jobs = await sql.query("select 1 from graphile_worker.jobs where key = $1", [
    `syncVerificationSession:${sessionId}`,
  ]);
  expect(jobs.rowCount).toBe(0);
});

test("drift shows what a lost webhook left out, and a sync fixes it", async ({
  page,
  signIn,
  verifiedCase,
  emulator,
  sql,
}) => {
  const { sessionId } = await verifiedCase();
  await emulator.control("/faults", { target: "webhooks", kind: "drop", probability: 1, seed: 1 });
  await emulator.submit(sessionId, "verified");
  await signIn("developer");
  await page.goto("/events");
  await page.getByRole("textbox", { name: "VerificationSession" }).fill(sessionId);
  await page.getByRole("button", { name: "Compare now" }).click();
  await expect(page.getByRole("row", { name: /status requires_input verified differs/ })).toBeVisible();
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByRole("row", { name: /status verified verified same/ })).toBeVisible();
  await expect(page.getByText("Stripe and our rows agree.")).toBeVisible();
  const { rows } = await sql.query("select status from verification where current_session_id = $1", [sessionId]);
  expect(rows).toEqual([{ status: "verified" }]);
  await emulator.control("/faults", undefined, "DELETE");
});

test("what the reconciler fixed stands beside the list, and an auditor reads it and is offered nothing to press", async ({
  page,
  signIn,
  verifiedCase,
  emulator,
  sql,
}) => {
  const { sessionId } = await verifiedCase();
  await emulator.control("/faults", { target: "webhooks", kind: "drop", probability: 1, seed: 1 });
  await emulator.submit(sessionId, "verified");
  await sql.query("update verification_session set synced_at = now() - interval '1 hour' where id = $1", [sessionId]);
  await sql.query("select graphile_worker.add_job('reconcile', '{}', job_key => 'reconcile', max_attempts => 1)");
  const fixed = async () => {
    const { rowCount } = await sql.query("select 1 from mended_drift where verification_session_id = $1", [sessionId]);
    return rowCount;
  };
  await expect.poll(fixed).toBe(1);
  await emulator.control("/faults", undefined, "DELETE");

  await signIn("auditor");
  await page.goto("/events");
  const row = page.getByRole("table", { name: /^What differed/ }).getByRole("row", { name: /requires_input verified/ });
  await expect(row.first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Replay filtered…" })).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Health" })).toHaveCount(0);
  await page.goto(`/events/drift?target=${sessionId}`);
  await expect(page.getByText("Stripe and our rows agree.")).toBeVisible();
  await expect(page.getByRole("row", { name: /^vs_.* requires_input verified fixed/ }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Sync now" })).toHaveCount(0);
});

test("without script, an admin filters, replays what is filtered, discards, and opens the case", async ({
  browser,
  signIn,
  verifiedCase,
  emulator,
  sql,
  syncsEnd,
  stack,
}) => {
  const first = await verifiedCase("document_expired");
  const second = await verifiedCase();
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: stack.appUrl });
  const admin = await signIn("admin", context);
  const page = await context.newPage();

  await page.goto(`/events?q=${first.sessionId}`);
  await page.getByRole("link", { name: "Replay filtered…" }).click();
  await expect(page.getByText(/^3 events about 1 session or account\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Replay" }).click();
  await expect(page.getByText("3 events wait again.")).toBeVisible();

  const eventId = await letDie({ emulator, sql, syncsEnd }, second.sessionId, "verified");
  await page.goto(`/events/${eventId}`);
  await page.getByRole("link", { name: "Discard with reason…" }).click();
  await page.getByRole("radio", { name: /Already right/ }).check();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page).toHaveURL(`/events/${eventId}?done=discarded`);
  await expect(page.locator(".item-head")).toContainText("Discarded");
  // An admin reads a role and no colleague's address; only the menu has their own.
  await expect(page.getByText("Admin: Already right")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(admin.email);
  await page.getByRole("link", { name: new RegExp(`^Open ${brand.referencePrefix}`) }).click();
  await expect(page).toHaveURL(`/verifications/${second.verificationId}`);
  await expect(page.getByText("Event discarded")).toBeVisible();

  const { rows } = await sql.query(
    "select action, target_id as about, subject, reason from audit_entry where actor_id = $1 order by id",
    [admin.userId],
  );
  expect(rows).toEqual([
    { action: "events.replayed", about: "events", subject: "events:3", reason: null },
    { action: "event.discarded", about: eventId, subject: null, reason: "already_right" },
  ]);
  await context.close();
});

test("an event that cannot be read stands among the dead letters, says what is wrong and what to do, and is discarded", async ({
  page,
  signIn,
  stack,
}) => {
  const body = `[${JSON.stringify({ id: "evt_in_an_array" })}]`;
  const [secret = ""] = (stack.environment.STRIPE_WEBHOOK_SECRET ?? "").split(",");
  const headers = { "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload: body, secret }) };
  const answer = await fetch(`${stack.appUrl}/api/stripe/webhook`, { method: "POST", body, headers });
  expect([answer.status, await answer.json()]).toEqual([200, { outcome: "unreadable" }]);

  await signIn("developer");
  await page.goto("/events?outcome=failed");
  const row = page.getByRole("row").filter({ hasText: "This event cannot be read: no usable id" });
  await expect(row).toContainText("Look it up at Stripe");
  await row.getByRole("link", { name: "Discard with reason…" }).click();
  await page.getByRole("radio", { name: /Cannot be read/ }).check();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.locator(".item-head")).toContainText("Discarded");
  await expect(page.getByText("no JSON object of which fields could be shown")).toBeVisible();
  await expect(page.getByText("evt_in_an_array")).toHaveCount(0);
});
