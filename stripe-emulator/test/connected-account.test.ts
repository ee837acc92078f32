import { expect, onTestFinished, test } from "vitest";
import { accountEndpoints } from "../src/accounts/endpoints.ts";
import { Clock } from "../src/clock/clock.ts";
import { Scheduler } from "../src/clock/scheduler.ts";
import { customerEndpoints } from "../src/customers/endpoints.ts";
import { Faults } from "../src/faults/faults.ts";
import { fileEndpoints } from "../src/files/endpoints.ts";
import { Api } from "../src/http/api.ts";
import { Idempotency } from "../src/http/idempotency.ts";
import { RateLimits } from "../src/http/rate-limits.ts";
import { RequestLog } from "../src/http/request-log.ts";
import { finishRedaction } from "../src/identity/redaction.ts";
import { finishVerification, submit } from "../src/identity/submission.ts";
import { verificationReportEndpoints } from "../src/identity/verification-reports.ts";
import { verificationSessionEndpoints } from "../src/identity/verification-sessions.ts";
import { defaultOptions } from "../src/options.ts";
import { resources } from "../src/resources.ts";
import { Database } from "../src/store/database.ts";
import { Objects } from "../src/store/objects.ts";
import { Deliveries } from "../src/webhooks/deliveries.ts";
import { eventEndpoints } from "../src/webhooks/event-endpoints.ts";

/** The API where one account is connected, which no option of a running emulator can bring about yet. */
function startApi(rateLimits = false) {
  const database = new Database(null);
  const [objects, clock, faults] = [new Objects(database), new Clock(database), new Faults()];
  const listeners = { all: () => [], find: () => null };
  const options = defaultOptions;
  const deliveries = new Deliveries({ database, objects, clock, faults, listeners, options });
  const scheduler: Scheduler = new Scheduler(database, clock, (kind, subject) =>
    kind === "finish_verification" ? finishVerification(context, subject) : finishRedaction(context, subject),
  );
  onTestFinished(() => {
    scheduler.stop();
    deliveries.stop();
    database.close();
  });
  const context = {
    ...{ database, objects, clock, scheduler, faults, deliveries, options },
    idempotency: new Idempotency(database, clock),
    // On a clock that stands still nothing is filled up.
    rateLimits: new RateLimits(() => 0, rateLimits),
    requestLog: new RequestLog(),
    isConnected: (account: string) => account === "acct_connected",
  };
  const endpoints = [
    ...accountEndpoints,
    ...customerEndpoints,
    ...eventEndpoints,
    ...fileEndpoints,
    ...verificationReportEndpoints,
    ...verificationSessionEndpoints,
  ];
  const api = new Api<typeof context>(context, endpoints, resources);
  const call = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const [where = "", query = ""] = path.split("?");
    const reply = await api.answer({
      ...{ method, path: where, query, body: Buffer.alloc(0), origin: "http://localhost" },
      headers: { authorization: `Bearer ${options.keys.secretKey}`, ...headers },
    });
    if (typeof reply === "symbol") throw new Error("There is no answer.");
    return { status: reply.status, json: JSON.parse(String(reply.body)) };
  };
  return { call, context };
}

const connected = { "stripe-account": "acct_connected" };

test("a call acts for the connected account it names, and sees nothing of another", async () => {
  const { call } = startApi();
  expect((await call("GET", "/v1/account", connected)).json.id).toBe("acct_connected");
  const { json: theirs } = await call("POST", "/v1/customers", connected);

  expect((await call("GET", `/v1/customers/${theirs.id}`, connected)).json.id).toBe(theirs.id);
  expect((await call("GET", `/v1/customers/${theirs.id}`)).status).toBe(404);
  expect((await call("GET", "/v1/customers")).json.data).toEqual([]);
});

test("an event belongs to the account it happened in", async () => {
  const { call } = startApi();
  await call("POST", "/v1/customers", connected);
  expect((await call("GET", "/v1/events", connected)).json.data).toMatchObject([{ type: "customer.created" }]);
  expect((await call("GET", "/v1/events")).json.data).toEqual([]);
});

test("what a verification and its redaction make later belongs to the account of the session", async () => {
  const { call, context } = startApi();
  const path = "/v1/identity/verification_sessions";
  const { json: session } = await call("POST", `${path}?type=document`, connected);
  const found = context.objects.find("verification_session", session.id);
  if (!found) throw new Error("There is no session.");

  submit(context, found, { outcome: "verified", delaySeconds: 60, outputs: {} });
  context.clock.setOffsetMs(60_000);
  context.scheduler.runDue();
  await call("POST", `${path}/${session.id}/redact`, connected);
  context.clock.setOffsetMs(120_000);
  context.scheduler.runDue();

  const made = async (headers: Record<string, string>) => {
    const counts: number[] = [];
    for (const list of ["identity/verification_reports", "files", "events"]) {
      counts.push((await call("GET", `/v1/${list}`, headers)).json.data.length);
    }
    return counts;
  };
  const [reports, pictures, events] = await made(connected);
  // The events are created, processing, verified and redacted.
  expect([reports, events]).toEqual([1, 4]);
  expect(pictures).toBeGreaterThan(0);
  expect(await made({})).toEqual([0, 0, 0]);
});

test("an idempotency key belongs to the account the call acts for", async () => {
  const { call } = startApi();
  const [ours, theirs] = [
    await call("POST", "/v1/customers", { "idempotency-key": "same" }),
    await call("POST", "/v1/customers", { "idempotency-key": "same", ...connected }),
  ];
  expect(theirs.json.id).not.toBe(ours.json.id);
});

test("rate limits count for the account the call acts for", async () => {
  const { call } = startApi(true);
  const statuses: number[] = [];
  for (let count = 0; count < 26; count += 1) statuses.push((await call("GET", "/v1/account")).status);
  expect([statuses.at(-2), statuses.at(-1)]).toEqual([200, 429]);
  expect((await call("GET", "/v1/account", connected)).status).toBe(200);
});

test("an account that is not connected is refused", async () => {
  const { status, json } = await startApi().call("GET", "/v1/account", { "stripe-account": "acct_stranger" });
  expect([status, json.error.code]).toEqual([403, "account_invalid"]);
});
