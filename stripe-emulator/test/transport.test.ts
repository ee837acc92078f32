import { afterAll, beforeAll, expect, test } from "vitest";
import { clientFor, keys, startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode();
});
afterAll(() => mode.close());

const path = "/v1/identity/verification_sessions";
const bearer = { authorization: `Bearer ${keys.secretKey}` };
const form = { ...bearer, "content-type": "application/x-www-form-urlencoded" };

async function call(method: string, where: string, headers: Record<string, string>, body?: string) {
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
  ["a live key", { authorization: "Bearer sk_live_must_never_come_here" }, 401],
  ["a malformed header", { authorization: "Bearer" }, 401],
])("%s is refused with 401 and no type of its own", async (_name, headers, status) => {
  const answer = await call("GET", path, headers as Record<string, string>);
  expect(answer.status).toBe(status);
  expect(answer.json.error.type).toBe("invalid_request_error");
});

test("an unknown key is not echoed in full", async () => {
  const { json } = await call("GET", path, { authorization: "Bearer sk_test_somebody_else" });
  expect(json.error.message).toMatch(/^Invalid API Key provided: sk_test_\*+else$/);
});

test("a publishable key does not open the server API", async () => {
  const { status, json } = await call("GET", path, { authorization: `Bearer ${keys.publishableKey}` });
  expect([status, json.error.code]).toEqual([403, "secret_key_required"]);
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

test("an object that does not exist is 404 resource_missing, with Stripe's words", async () => {
  const error = await mode.refusal(mode.stripe.identity.verificationSessions.retrieve("vs_nowhere"));
  expect(error).toMatchObject({
    type: "StripeInvalidRequestError",
    statusCode: 404,
    code: "resource_missing",
    message: "No such verification_session: 'vs_nowhere'",
  });
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
});

test("a path or method the API does not have is 404", async () => {
  expect((await call("GET", "/v1/nothing", bearer)).status).toBe(404);
  const { status, json } = await call("DELETE", path, bearer);
  expect(status).toBe(404);
  expect(json.error.message).toContain(`Unrecognized request URL (DELETE: ${path})`);
});

test("a body that is not a form, or too large, is refused", async () => {
  expect(
    (await call("POST", path, { ...bearer, "content-type": "application/json" }, '{"type":"document"}')).status,
  ).toBe(400);
  expect((await call("POST", path, form, `type=document&client_reference_id=${"a".repeat(1100000)}`)).status).toBe(413);
});

test("a connected account that does not exist is 403 account_invalid", async () => {
  const error = await mode.refusal(
    mode.stripe.identity.verificationSessions.list({}, { stripeAccount: "acct_nobody" }),
  );
  expect([error.statusCode, error.code]).toEqual([403, "account_invalid"]);
});

test("a page of another origin cannot drive the controls", async () => {
  const response = await fetch(`${mode.url}/_control/reset`, {
    method: "POST",
    headers: { origin: "https://elsewhere.test" },
  });
  expect(response.status).toBe(403);
});
