import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import Stripe from "stripe";
import { recordedProcess } from "../scripts/process/run-lock.ts";
import type { StackDescription } from "../testkit/stack.ts";
import { expect, test } from "./support/fixtures.ts";

type LogLine = { msg: string; requestId?: string; stripeRequestId?: string };

/** The structured lines that one process has written so far; what else it printed is left out. */
function logOf(stack: StackDescription, name: "web" | "worker"): LogLine[] {
  const lines = readFileSync(path.join(stack.logsDirectory, `${name}.log`), "utf8").split("\n");
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

test("one request id leads from a press to Stripe's Request-Id, and another from an event through its job", async ({
  page,
  signIn,
  stack,
  stripe,
  emulator,
}) => {
  await signIn();
  await page.goto("/verify?step=consent");
  const pressed = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "I agree, start now" }).click();
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Accept and continue" })).toBeVisible();
  const requestId = (await pressed).headers()["x-request-id"] ?? "none";

  const calls = logOf(stack, "web").filter((line) => line.requestId === requestId && line.msg === "Stripe answered");
  expect(calls.length).toBeGreaterThan(0);
  // A cast, because the contract of the emulator's control says so.
  const { requests } = (await emulator.control("/requests", undefined, "GET")) as { requests: { id: string }[] };
  expect(requests.map(({ id }) => id)).toEqual(expect.arrayContaining(calls.map((line) => line.stripeRequestId)));

  const [event] = (await stripe.events.list({ limit: 1 })).data;
  // Jobs of one session fold together, under the request id of the last that asked: so ours has to be the last.
  const owed = async () => (await stripe.events.retrieve(event?.id ?? "")).pending_webhooks;
  await expect.poll(owed).toBe(0);
  const payload = JSON.stringify({ ...event, id: `evt_${randomUUID().replaceAll("-", "")}` });
  const secret = stack.environment.STRIPE_WEBHOOK_SECRET?.split(",")[0] ?? "";
  const delivered = await fetch(`${stack.appUrl}/api/stripe/webhook`, {
    method: "POST",
    headers: { "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload, secret }) },
    body: payload,
  });
  expect(delivered.status).toBe(200);
  const eventId = delivered.headers.get("x-request-id") ?? "none";
  const job = () => logOf(stack, "worker").filter((line) => line.requestId === eventId);
  await expect
    .poll(() => job().map((line) => line.msg))
    .toEqual(expect.arrayContaining(["Stripe answered", "an object of Stripe's was synced"]));
});

test("what a page asks of Stripe is in the log under the id of its answer", async ({ page, signIn, stack }) => {
  await signIn("developer");
  const answer = await page.goto("/events/drift?target=vs_none");
  const requestId = answer?.headers()["x-request-id"] ?? "none";
  expect(logOf(stack, "web").filter((line) => line.requestId === requestId)).not.toEqual([]);
});

test("an action that fails shows a reference and nothing else of it, and the log has it once under that", async ({
  browser,
  signIn,
  sql,
  stack,
}) => {
  // Of its own, as the error is in its console.
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn("applicant", context);
  await page.goto(`${stack.appUrl}/verify?step=details`);
  await sql.query("alter table declared_details rename to declared_details_away");
  try {
    await page.getByLabel("Country").selectOption("DE");
    await page.getByRole("button", { name: "Save" }).click();
    const reference = await page.getByText("Reference").locator("bdi").textContent();
    const lines = logOf(stack, "web").filter(({ requestId }) => requestId === reference);
    expect(lines.map(({ msg }) => msg)).toEqual(["an action failed"]);
  } finally {
    await sql.query("alter table declared_details_away rename to declared_details");
    await context.close();
  }
});

test("a worker that is killed in the middle of a job is replaced, and its job is done once", async ({
  signIn,
  page,
  stack,
  stripe,
  emulator,
  sql,
  syncsEnd,
}) => {
  const person = await signIn();
  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: "I agree, start now" }).click();
  const verification = async () => {
    const { rows } = await sql.query("select status, attempts from verification where user_id = $1", [person.userId]);
    return rows[0];
  };
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Accept and continue" })).toBeVisible();
  const [session] = (await stripe.identity.verificationSessions.list({ client_reference_id: person.userId })).data;

  const answers = `/v1/identity/verification_sessions/${session?.id}`;
  await emulator.control("/faults", { target: "api", kind: "hang", method: "GET", path: answers, count: 1, seed: 1 });
  await emulator.submit(session?.id ?? "", "verified");
  // A cast, because the contract of the emulator's control says so.
  const hung = async () => (await emulator.control("/faults", undefined, "GET")) as { faults: { hits: number }[] };
  await expect.poll(async () => (await hung()).faults.map(({ hits }) => hits)).toEqual([1]);

  const run = path.dirname(stack.logsDirectory);
  const killed = recordedProcess(run, "worker");
  process.kill(killed, "SIGKILL");

  await expect.poll(verification, { timeout: 30_000 }).toEqual({ status: "verified", attempts: 1 });
  expect(recordedProcess(run, "worker")).not.toBe(killed);
  await syncsEnd(session?.id ?? "");
  const left = await sql.query("select 1 from graphile_worker.jobs where key = $1", [
    `syncVerificationSession:${session?.id}`,
  ]);
  expect(left.rowCount).toBe(0);
  await emulator.control("/faults", undefined, "DELETE");
});
