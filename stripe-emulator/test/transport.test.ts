import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { decodePairs, nest } from "../src/http/form.ts";
import { RateLimits } from "../src/http/rate-limits.ts";
import { isApiVersion } from "../src/http/version.ts";
import { readOptions } from "../src/options.ts";
import { Database } from "../src/store/database.ts";
import { Objects } from "../src/store/objects.ts";
import { clientFor, keys, startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode();
});
afterAll(() => mode.close());

const path = "/v1/identity/verification_sessions";
const bearer = { authorization: `Bearer ${keys.secretKey}` };
const form = { ...bearer, "content-type": "application/x-www-form-urlencoded" };

async function call(
  method: string,
  where: string,
  headers: Record<string, string>,
  body?: string | Uint8Array<ArrayBuffer>,
) {
  const response = await fetch(mode.url + where, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

test("a key is accepted as Bearer token and as Basic user name", async () => {
  const basic = { authorization: `Basic ${Buffer.from(`${keys.secretKey}:`).toString("base64")}` };
  expect((await call("GET", path, bearer)).status).toBe(200);
  expect((await call("GET", path, basic)).status).toBe(200);
});

test.each([
  ["no key", {}, 401],
  ["an unknown key", { authorization: "Bearer sk_test_somebody_else" }, 401],
  ["a live secret key", { authorization: "Bearer sk_live_must_never_come_here" }, 401],
  ["a live restricted key", { authorization: "Bearer rk_live_must_never_come_here" }, 401],
  ["a live publishable key", { authorization: "Bearer pk_live_must_never_come_here" }, 401],
  ["an ephemeral key", { authorization: "Bearer ek_test_of_a_mobile_app" }, 401],
  ["a webhook secret", { authorization: `Bearer ${keys.webhookSecret}` }, 401],
  ["a key as Basic password", { authorization: `Basic ${Buffer.from(`:${keys.secretKey}`).toString("base64")}` }, 401],
  ["a key with something behind it", { authorization: `Bearer ${keys.secretKey} more` }, 401],
  ["another scheme", { authorization: `Digest ${keys.secretKey}` }, 401],
  ["a malformed header", { authorization: "Bearer" }, 401],
])("%s is refused with 401 and no type of its own", async (_name, headers, status) => {
  const answer = await call("GET", path, headers as Record<string, string>);
  expect(answer.status).toBe(status);
  expect(answer.json.error.type).toBe("invalid_request_error");
  expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Stripe"');
});

test("a live key is told why", async () => {
  for (const key of ["sk_live_must_never_come_here", "pk_live_must_never_come_here"]) {
    const { json } = await call("GET", path, { authorization: `Bearer ${key}` });
    expect(json.error.message).toBe("This is the Stripe emulator: it knows test mode only and refuses live keys.");
  }
});

test("an unknown key is not echoed in full", async () => {
  const { json } = await call("GET", path, { authorization: "Bearer sk_test_somebody_else" });
  expect(json.error.message).toMatch(/^Invalid API Key provided: sk_test_\*+else$/);
});

test("a publishable key does not open the server API", async () => {
  const { status, json } = await call("GET", path, { authorization: `Bearer ${keys.publishableKey}` });
  expect([status, json.error.code]).toEqual([403, "secret_key_required"]);
});

test("a page of any origin makes tokens with the publishable key, and reads nothing else", async () => {
  const origin = "http://shop.example";
  const asked = await fetch(`${mode.url}/v1/tokens`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
  });
  expect(asked.status).toBe(200);
  expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
  const publishable = { ...form, origin, authorization: `Bearer ${keys.publishableKey}` };
  const { status, headers, json } = await call("POST", "/v1/tokens", publishable, "pii[id_number]=000000000");
  expect([status, headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  expect(json).toMatchObject({ object: "token", type: "pii" });
  expect(JSON.stringify(json)).not.toContain("000000000");

  const elsewhere = await call("GET", path, { ...bearer, origin });
  expect(elsewhere.headers.get("access-control-allow-origin")).toBeNull();
});

test("the SDK sees an authentication error as one", async () => {
  const error = await mode.refusal(clientFor(mode.url, "sk_test_wrong_key").identity.verificationSessions.list());
  expect(error.type).toBe("StripeAuthenticationError");
});

test("every answer carries a request id and the version it was rendered in", async () => {
  const fine = await mode.stripe.identity.verificationSessions.create({ type: "document" });
  expect(fine.lastResponse.requestId).toMatch(/^req_\w{14}$/);
  expect(fine.lastResponse.apiVersion).toBe("2026-10-28.endive");

  const error = await mode.refusal(mode.stripe.identity.verificationSessions.retrieve("vs_nowhere"));
  expect(error.requestId).toMatch(/^req_\w{14}$/);
});

test("every refusal carries a request id, a version and one error of strings", async () => {
  const refusals = [
    await call("GET", path, {}),
    await call("GET", path, { authorization: `Bearer ${keys.publishableKey}` }),
    await call("GET", `${path}/vs_nowhere`, bearer),
    await call("GET", "/v1/nothing", bearer),
    await call("PUT", path, bearer),
    await call("POST", path, form, "type=nothing"),
    await call("POST", path, form, "a".repeat(1100000)),
    await call("POST", path, { ...bearer, "content-type": "text/plain" }, "type=document"),
    await call("POST", path, { ...form, "stripe-account": "acct_nobody" }, "type=document"),
    await call("POST", path, { ...form, "stripe-version": "tomorrow" }, "type=document"),
    await call("POST", path, { ...form, "idempotency-key": "k".repeat(256) }, "type=document"),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([401, 403, 404, 404, 404, 400, 413, 400, 403, 400, 400]);
  for (const { headers, json } of refusals) {
    const requestId = headers.get("request-id");
    expect(requestId).toMatch(/^req_\w{14}$/);
    expect(headers.get("stripe-version")).toBe("2026-10-28.endive");
    expect(headers.get("content-type")).toBe("application/json");
    expect(Object.keys(json)).toEqual(["error"]);
    expect(json.error.type).toBe("invalid_request_error");
    expect(json.error.request_log_url).toBe(`https://dashboard.stripe.com/test/logs/${requestId}`);
    for (const value of Object.values(json.error)) expect(value).toEqual(expect.any(String));
    expect("doc_url" in json.error).toBe("code" in json.error);
  }
});

test.each([
  ["2026-10-28.endive"],
  ["2026-09-30.endive"],
  ["2026-07-29.dahlia"],
  ["2025-09-30.clover"],
  ["2025-03-31.basil"],
  ["2024-09-30.acacia"],
  ["2024-06-20"],
  ["2011-01-01"],
  ["2026-03-25.dahlia; custom_checkout_payment_form_preview=v1"],
  ["2025-08-27.preview"],
])("version %s is accepted and echoed", async (version) => {
  const answer = await call("GET", path, { ...bearer, "stripe-version": version });
  expect([answer.status, answer.headers.get("stripe-version")]).toEqual([200, version]);
});

test.each([
  ["tomorrow"],
  ["2026-13-28.endive"],
  ["2026-02-30.clover"],
  ["2027-01-01.endive"],
  ["2010-12-31"],
  ["2026-10-28"],
  ["2026-10-28.dahlia"],
  ["2024-06-20.acacia"],
  ["2024-06-20.preview"],
  ["2026-10-28.endive; nonsense"],
  ["2026-10-28.endive.more"],
])("version %s is refused", async (version) => {
  const answer = await call("GET", path, { ...bearer, "stripe-version": version });
  expect(answer.status).toBe(400);
  expect(answer.json.error.message).toBe(`Invalid Stripe API version: ${version}`);
  expect(answer.headers.get("stripe-version")).toBe("2026-10-28.endive");
});

test("every day up to today's version, with the name of its release, is a version", () => {
  expect(isApiVersion("2025-02-24.acacia")).toBe(true);
  expect(isApiVersion("2025-03-30.acacia")).toBe(true);
  expect(isApiVersion("2025-03-31.acacia")).toBe(false);
});

test("an object that does not exist is 404 resource_missing, with Stripe's words", async () => {
  const error = await mode.refusal(mode.stripe.identity.verificationSessions.retrieve("vs_nowhere"));
  expect(error).toMatchObject({
    type: "StripeInvalidRequestError",
    statusCode: 404,
    code: "resource_missing",
    message: "No such verification_session: 'vs_nowhere'",
    param: "session",
  });
});

test("an id in the path is unescaped, and one that cannot be is still no error of ours", async () => {
  const { json } = await call("GET", `${path}/vs_%20a`, bearer);
  expect(json.error.message).toBe("No such verification_session: 'vs_ a'");
  expect((await call("GET", `${path}/vs_%`, bearer)).status).toBe(404);
});

test.each([
  ["an unknown parameter", "type=document&colour=red", "parameter_unknown", "Received unknown parameter: colour"],
  [
    "an unknown nested parameter",
    "type=document&options[document][colour]=red",
    "parameter_unknown",
    "Received unknown parameter: options[document][colour]",
  ],
  [
    "options that are answers only",
    "type=document&options[email][require_verification]=true",
    "parameter_unknown",
    undefined,
  ],
  ["details Stripe does not take", "type=document&provided_details[name]=A", "parameter_unknown", undefined],
  ["a missing required parameter", "client_reference_id=a", "parameter_missing", "Missing required param: type."],
  ["an empty required parameter", "type=", "parameter_invalid_empty", undefined],
  [
    "a hash for a text",
    "type=document&client_reference_id[0]=a&client_reference_id[1]=b",
    undefined,
    'Invalid string: {"0":"a","1":"b"}',
  ],
  ["a value outside the list", "type=passport", undefined, "Invalid type: must be one of document or id_number"],
  [
    "a boolean in another spelling",
    "type=document&options[document][require_id_number]=1",
    undefined,
    "Invalid boolean: 1",
  ],
  ["something that is no URL", "type=document&return_url=somewhere", "url_invalid", "Not a valid URL"],
  ["type and verification_flow at once", "type=document&verification_flow=vf_1", "parameters_exclusive", undefined],
  ["half a related person", "type=document&related_person[account]=acct_1", "parameter_missing", undefined],
  ["several unknown parameters", "type=document&b=1&c[d]=2", "parameter_unknown", "Received unknown parameters: b, c"],
  [
    "a required value of spaces",
    "type=document&related_person[account]=%20",
    "parameter_invalid_string_blank",
    undefined,
  ],
  ["a text for an array", "type=document&expand=verified_outputs", undefined, "Invalid array"],
  ["a hash for an array", "type=document&expand[a]=verified_outputs", undefined, "Invalid array"],
  ["a text for a hash", "type=document&metadata=a", undefined, "Invalid object"],
  ["an array for a hash", "type=document&metadata[]=a", undefined, "Invalid object"],
  ["a hash for a value of a hash", "type=document&metadata[a][b]=c", undefined, 'Invalid string: {"b":"c"}'],
  ["a hash for a boolean", "type=document&options[document][require_id_number][a]=true", undefined, undefined],
  ["a name that is not well formed", "type=document&metadata[a=1", "parameter_unknown", undefined],
  ["a name of another object's property", "type=document&__proto__=1&constructor=2", "parameter_unknown", undefined],
  ["a text that is too long", `type=document&client_reference_id=${"a".repeat(5001)}`, undefined, undefined],
  ["a value and then a hash", "type=document&metadata=&metadata[a]=1", undefined, undefined],
  ["a hash and then a value", "type=document&metadata[a]=1&metadata=", undefined, undefined],
  ["an array and then a hash", "type=document&expand[]=a&expand[0]=b", undefined, undefined],
  ["bottomless nesting", `type=document&metadata${"[a]".repeat(300000)}=1`, undefined, undefined],
])("%s is refused with 400", async (_name, body, code, message) => {
  const answer = await call("POST", path, form, body);
  expect(answer.status).toBe(400);
  expect(answer.json.error.code).toBe(code);
  if (message) expect(answer.json.error.message).toBe(message);
  expect(Object.values(answer.json.error)).not.toContain(null);
});

test("arrays are read with indexes, with empty brackets, and with escaped brackets", async () => {
  const types = (body: string) =>
    call("POST", path, form, `type=document&${body}`).then(({ json }) => json.options.document.allowed_types);
  const key = "options[document][allowed_types]";
  expect(await types(`${key}[0]=passport&${key}[1]=id_card`)).toEqual(["passport", "id_card"]);
  expect(await types(`${key}[]=passport&${key}[]=id_card`)).toEqual(["passport", "id_card"]);
  expect(await types(`${encodeURIComponent(`${key}[0]`)}=passport`)).toEqual(["passport"]);
  expect(await types(`${key}[1]=passport&${key}[0]=id_card`)).toEqual(["id_card", "passport"]);
  expect(await types(`${key}[10]=passport&${key}[9]=id_card`)).toEqual(["id_card", "passport"]);
});

test("an array of hashes goes on to the next hash where a name comes again", () => {
  const pairs = decodePairs("a[][b]=1&a[][c]=2&a[][b]=3");
  expect(JSON.stringify(nest(pairs))).toBe('{"a":[{"b":"1","c":"2"},{"b":"3"}]}');
});

test("of a repeated name the last value counts, and an empty one is as empty as any", async () => {
  const reference = (body: string) =>
    call("POST", path, form, `type=document&${body}`).then(({ json }) => json.client_reference_id ?? json.error.code);
  expect(await reference("client_reference_id=a&client_reference_id=b")).toBe("b");
  expect(await reference("client_reference_id=a&client_reference_id=")).toBe("parameter_invalid_empty");
  expect(await reference("client_reference_id=a+b%2Bc%26")).toBe("a b+c&");
  expect(await reference("client_reference_id=%C3%A9%F0%9F%99%82=1")).toBe("é🙂=1");
});

test("a name that means something to JavaScript means itself", async () => {
  const { json } = await call("POST", path, form, "type=document&metadata[__proto__]=a&metadata[constructor]=b");
  expect(Object.entries(json.metadata)).toEqual([
    ["__proto__", "a"],
    ["constructor", "b"],
  ]);
});

test("a query counts like a body, and a multipart form like an escaped one", async () => {
  expect((await call("POST", `${path}?type=document&client_reference_id=q`, form, "")).json.client_reference_id).toBe(
    "q",
  );
  const multipart = new FormData();
  multipart.set("type", "document");
  multipart.set("metadata[a]", "b");
  const response = await fetch(mode.url + path, { method: "POST", headers: bearer, body: multipart });
  expect((await response.json()).metadata).toEqual({ a: "b" });
});

const boundary = "multipart/form-data; boundary=xyz";
test.each([
  ["a broken escape", form["content-type"], "type=document&client_reference_id=%ZZ"],
  ["half an escape", form["content-type"], "type=document&client_reference_id=%4"],
  ["an escape that is not UTF-8", form["content-type"], "type=document&client_reference_id=%FF"],
  ["bytes that are not UTF-8", form["content-type"], Uint8Array.from([0x74, 0x3d, 0xff, 0xfe])],
  ["a null byte", form["content-type"], "type=document&client_reference_id=a%00"],
  ["JSON", "application/json", '{"type":"document"}'],
  ["multipart without a boundary", "multipart/form-data", "--xyz\r\n"],
  ["multipart that breaks off", boundary, '--xyz\r\nContent-Disposition: form-data; name="type"\r\n\r\ndocu'],
  [
    "multipart with another boundary",
    boundary,
    '--abc\r\nContent-Disposition: form-data; name="type"\r\n\r\nx\r\n--abc--',
  ],
  [
    "multipart with a null byte",
    boundary,
    '--xyz\r\nContent-Disposition: form-data; name="type"\r\n\r\na\0\r\n--xyz--',
  ],
  ["multipart of garbage", boundary, "\u0001\u0002\u0003"],
])("a body of %s is refused with 400", async (_name, contentType, body) => {
  const answer = await call("POST", path, { ...bearer, "content-type": contentType }, body);
  expect(answer.status).toBe(400);
  expect(answer.json.error.message).toMatch(/^Invalid request \(/);
});

test("a broken escape in the query is refused with 400", async () => {
  expect((await call("GET", `${path}?limit=%ZZ`, bearer)).status).toBe(400);
});

test.each([
  ["GET", "/v1/nothing"],
  ["GET", "/v1/"],
  ["GET", `${path}/vs_1/nothing`],
  ["DELETE", path],
  ["PUT", `${path}/vs_1`],
  ["GET", `${path}/vs_1/cancel`],
])("%s %s, which the API does not have, is 404", async (method, where) => {
  const { status, json } = await call(method, where, bearer);
  expect(status).toBe(404);
  expect(json.error.message).toContain(`Unrecognized request URL (${method}: ${where})`);
  expect(json.error).not.toHaveProperty("code");
});

test("a body that is too large is refused, and the connection goes on", async () => {
  expect((await call("POST", path, form, `type=document&client_reference_id=${"a".repeat(1100000)}`)).status).toBe(413);
  expect((await call("POST", path, form, "type=document")).status).toBe(200);
});

test("a connected account that does not exist is 403 account_invalid", async () => {
  const error = await mode.refusal(
    mode.stripe.identity.verificationSessions.list({}, { stripeAccount: "acct_nobody" }),
  );
  expect([error.statusCode, error.code]).toEqual([403, "account_invalid"]);
  const inContext = await call("GET", path, { ...bearer, "stripe-context": "acct_nobody" });
  expect([inContext.status, inContext.json.error.code]).toEqual([403, "account_invalid"]);
});

test("what belongs to another account does not exist", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "stripe-emulator-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const database = new Database(dataDir);
  const objects = new Objects(database);
  const file = { id: "file_theirs", object: "file", created: 1, expires_at: null, filename: null } as const;
  objects.insert("file", "acct_theirs", {
    ...file,
    purpose: "business_logo",
    size: 1,
    title: null,
    type: "png",
    url: null,
    internal: { verificationSession: null, drawing: null, fingerprint: null, decided: null, use: null },
  });
  objects.insert("customer", "acct_theirs", { id: "cus_theirs", object: "customer", created: 1, deleted: true });
  database.run(
    `insert into idempotent_request (account, key, fingerprint, status, body, created_at_ms)
    values ('acct_theirs', 'shared', '', 200, '{}', ?)`,
    Date.now(),
  );
  database.close();

  const ours = await startTestMode({ webhookUrls: [], dataDir });
  onTestFinished(() => ours.close());
  const { stripe, refusal } = ours;
  expect((await refusal(stripe.files.retrieve("file_theirs"))).statusCode).toBe(404);
  expect((await stripe.files.list()).data).toEqual([]);
  expect((await refusal(stripe.files.list({ starting_after: "file_theirs" }))).code).toBe("resource_missing");
  expect((await refusal(stripe.fileLinks.create({ file: "file_theirs" }))).param).toBe("file");
  expect((await refusal(stripe.customers.retrieve("cus_theirs"))).statusCode).toBe(404);
  const made = await stripe.customers.create({}, { idempotencyKey: "shared" });
  expect(made.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
});

test.each([
  ["true", true],
  ["True", true],
  ["FALSE", false],
  ["False", false],
])("a boolean may be written %s, as older clients for Python do", async (text, value) => {
  const body = `type=document&options[document][require_live_capture]=${text}`;
  const { status, json } = await call("POST", path, form, body);
  expect([status, json.options.document.require_live_capture]).toEqual([200, value]);
});

test("a page of another origin cannot drive the controls", async () => {
  const response = await fetch(`${mode.url}/_control/reset`, {
    method: "POST",
    headers: { origin: "https://elsewhere.test" },
  });
  expect(response.status).toBe(403);
});

afterEach(() => mode.control("POST", "/rate_limits", { enabled: false }));

test("no rate is limited unless asked for", async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, () => call("GET", path, bearer)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test("with rate limits on, a burst is refused with 429, and a second later it goes on", async () => {
  await mode.control("POST", "/rate_limits", { enabled: true });
  const burst = await Promise.all(Array.from({ length: 100 }, () => call("GET", path, bearer)));
  const refused = burst.find(({ status }) => status === 429);
  expect(burst.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(25);
  expect(refused?.json.error).toMatchObject({ type: "invalid_request_error", code: "rate_limit" });
  expect(refused?.headers.get("request-id")).toMatch(/^req_/);

  await mode.control("POST", "/clock", { advanceSeconds: 1 });
  expect((await call("GET", path, bearer)).status).toBe(200);
});

test("the SDK sees a rate limit as one, and an idempotency key does not keep it", async () => {
  await mode.control("POST", "/rate_limits", { enabled: true });
  const create = (idempotencyKey: string) =>
    mode.stripe.identity.verificationSessions.create({ type: "document" }, { idempotencyKey });
  const names = Array.from({ length: 100 }, (_, index) => `limited ${index}`);
  const burst = await Promise.allSettled(names.map(create));
  const index = burst.findIndex(({ status }) => status === "rejected");
  expect(burst[index]).toMatchObject({ reason: { type: "StripeRateLimitError", statusCode: 429, code: "rate_limit" } });

  await mode.control("POST", "/rate_limits", { enabled: false });
  const again = await create(names[index] ?? "");
  expect(again.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
});

test("rate limits are an option of the start, to which a reset goes back", async () => {
  expect(readOptions([], { NODE_ENV: "test" })?.rateLimits).toBe(false);
  expect(readOptions(["--rate-limits"], { NODE_ENV: "test" })?.rateLimits).toBe(true);
  expect(readOptions([], { NODE_ENV: "test", STRIPE_EMULATOR_RATE_LIMITS: "1" })?.rateLimits).toBe(true);

  const limited = await startTestMode({ webhookUrls: [], rateLimits: true });
  onTestFinished(() => limited.close());
  const burst = () =>
    Promise.all(Array.from({ length: 100 }, () => fetch(limited.url + path, { headers: bearer }))).then((answers) =>
      answers.some(({ status }) => status === 429),
    );
  expect(await burst()).toBe(true);
  await limited.control("POST", "/rate_limits", { enabled: false });
  expect(await burst()).toBe(false);
  await limited.control("POST", "/reset");
  expect(await burst()).toBe(true);
  await expect(limited.control("POST", "/rate_limits", { enabled: "yes" })).rejects.toThrow("400");
});

test("the documented rates, on a clock that stands still", () => {
  let nowMs = 0;
  const limits = new RateLimits(() => nowMs, true);
  /** How many of 100 requests in one moment pass, each to the next of the paths. */
  const passes = (account: string, method: string, ...paths: string[]) => {
    let passed = 0;
    for (let index = 0; index < 100; index += 1) {
      try {
        limits.count(account, method, paths[index % paths.length] ?? "");
        passed += 1;
      } catch {
        // Counted by what is missing.
      }
    }
    return passed;
  };
  expect(passes("acct_1", "GET", "/v1/events")).toBe(25);
  expect(passes("acct_1", "GET", "/v1/customers")).toBe(0);
  expect(passes("acct_2", "GET", "/v1/a", "/v1/b")).toBe(25);
  expect(passes("acct_3", "GET", "/v1/files", "/v1/files/:id")).toBe(20);
  expect(passes("acct_3", "POST", "/v1/files")).toBe(5);

  nowMs = 200;
  expect(passes("acct_1", "GET", "/v1/events")).toBe(5);
  nowMs = 60_000;
  expect(passes("acct_1", "GET", "/v1/events")).toBe(25);
  limits.set(false);
  expect(passes("acct_1", "GET", "/v1/events")).toBe(100);
});
