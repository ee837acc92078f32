import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

/** Resolves once keys act: a key that is typed before the page's script runs goes nowhere. */
const keysAct = (page: Page) => expect(page.locator("html[data-shortcuts=listening]")).toBeAttached();

test("single keys search, run a dead letter again and check again; none acts while somebody types", async ({
  page,
  signIn,
  sql,
}) => {
  const developer = await signIn("developer");
  const id = "evt_shortcuts";
  await sql.query(
    `insert into stripe_event (id, type, object_id, livemode, outcome, failure_code, created_at, received_at)
     values ($1, 'identity.verification_session.verified', 'vs_shortcuts', false, 'failed', 'stripe_refused', now(), now())`,
    [id],
  );
  await page.goto(`/events?q=${id}`);
  const search = page.getByRole("searchbox");
  await keysAct(page);
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type("/p?");
  await expect(search).toHaveValue(`${id}/p?`);
  await expect(page.getByRole("heading", { name: "Keyboard shortcuts" })).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(search).not.toBeFocused();

  await page.keyboard.press("p");
  await expect(page).toHaveURL(`/events/${id}?done=replayed`);
  const { rows } = await sql.query("select action, target_id as about from audit_entry where actor_id = $1", [
    developer.userId,
  ]);
  expect(rows).toEqual([{ action: "event.replayed", about: id }]);

  await page.goto("/health");
  await keysAct(page);
  const checkedAgain = page.waitForResponse((response) => new URL(response.url()).pathname === "/health");
  await page.keyboard.press("r");
  expect((await checkedAgain).status()).toBe(200);
});

test("who turns the keys off is shown none, and none acts", async ({ page, signIn }) => {
  await signIn("reviewer");
  await page.goto("/verifications");
  const search = page.getByRole("searchbox");
  await expect(search).toHaveAttribute("aria-keyshortcuts", "/");

  await keysAct(page);
  await page.keyboard.press("?");
  const list = page.getByRole("region", { name: "Keyboard shortcuts" });
  await expect(list).toBeVisible();
  // A reviewer has neither dead letters nor health.
  await expect(list.getByRole("term")).toHaveText([
    "Search",
    "Next row",
    "Row before",
    "Open the row",
    "Go to accounts",
    "This list",
  ]);
  await list.getByRole("button", { name: "Off" }).click();
  await expect(search).not.toHaveAttribute("aria-keyshortcuts");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await expect(search).not.toBeFocused();
  await page.getByRole("button", { name: "Shortcuts" }).click();
  await list.getByRole("button", { name: "On" }).click();
  await expect(search).toHaveAttribute("aria-keyshortcuts", "/");
});
