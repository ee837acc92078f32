import { expect, onTestFinished, test } from "vitest";
import { accountEndpoints } from "../src/accounts/endpoints.ts";
import { Clock } from "../src/clock/clock.ts";
import { customerEndpoints } from "../src/customers/endpoints.ts";
import { Faults } from "../src/faults/faults.ts";
import { Api } from "../src/http/api.ts";
import { Idempotency } from "../src/http/idempotency.ts";
import { RateLimits } from "../src/http/rate-limits.ts";
import { RequestLog } from "../src/http/request-log.ts";
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
  onTestFinished(() => {
    deliveries.stop();
    database.close();
  });
  const context = {
    ...{ database, objects, clock, faults, deliveries, options },
    idempotency: new Idempotency(database, clock),
    // On a clock that stands still nothing is filled up.
    rateLimits: new RateLimits(() => 0, rateLimits),
    requestLog: new RequestLog(),
    isConnected: (account: string) => account === "acct_connected",
  };
  const api = new Api<typeof context>(
    context,
    [...accountEndpoints, ...customerEndpoints, ...eventEndpoints],
    resources,
  );
  return async (method: string, path: string, headers: Record<string, string> = {}) => {
    const reply = await api.answer({
      ...{ method, path, query: "", body: Buffer.alloc(0), origin: "http://localhost" },
      headers: { authorization: `Bearer ${options.keys.secretKey}`, ...headers },
    });
    if (typeof reply === "symbol") throw new Error("There is no answer.");
    return { status: reply.status, json: JSON.parse(String(reply.body)) };
  };
}

const connected = { "stripe-account": "acct_connected" };

test("a call acts for the connected account it names, and sees nothing of another", async () => {
  const call = startApi();
  expect((await call("GET", "/v1/account", connected)).json.id).toBe("acct_connected");
  const { json: theirs } = await call("POST", "/v1/customers", connected);

  expect((await call("GET", `/v1/customers/${theirs.id}`, connected)).json.id).toBe(theirs.id);
  expect((await call("GET", `/v1/customers/${theirs.id}`)).status).toBe(404);
  expect((await call("GET", "/v1/customers")).json.data).toEqual([]);
});

test("an event belongs to the account it happened in", async () => {
  const call = startApi();
  await call("POST", "/v1/customers", connected);
  expect((await call("GET", "/v1/events", connected)).json.data).toMatchObject([{ type: "customer.created" }]);
  expect((await call("GET", "/v1/events")).json.data).toEqual([]);
});

test("an idempotency key belongs to the account the call acts for", async () => {
  const call = startApi();
  const [ours, theirs] = [
    await call("POST", "/v1/customers", { "idempotency-key": "same" }),
    await call("POST", "/v1/customers", { "idempotency-key": "same", ...connected }),
  ];
  expect(theirs.json.id).not.toBe(ours.json.id);
});

test("rate limits count for the account the call acts for", async () => {
  const call = startApi(true);
  const statuses: number[] = [];
  for (let count = 0; count < 26; count += 1) statuses.push((await call("GET", "/v1/account")).status);
  expect([statuses.at(-2), statuses.at(-1)]).toEqual([200, 429]);
  expect((await call("GET", "/v1/account", connected)).status).toBe(200);
});

test("an account that is not connected is refused", async () => {
  const { status, json } = await startApi()("GET", "/v1/account", { "stripe-account": "acct_stranger" });
  expect([status, json.error.code]).toEqual([403, "account_invalid"]);
});
