import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import {
  call,
  clientFor,
  control,
  emulatorOnly,
  expectInvalid,
  refusalOf,
  restricted,
  secretKey,
  stripe,
  uniqueName,
  withRestrictedKey,
} from "../target.ts";

const sessions = stripe.identity.verificationSessions;
const path = "/v1/identity/verification_sessions";
const form = { "content-type": "application/x-www-form-urlencoded" };

describe("authentication", () => {
  test("an unknown key is a StripeAuthenticationError", async () => {
    const error = await refusalOf(clientFor("sk_test_nobodyhasthiskey0000").customers.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error).toMatchObject({ statusCode: 401, rawType: "invalid_request_error" });
    expect(error.message).toMatch(/^Invalid API Key provided: sk_test_\*+0000$/);
  });

  test("no key at all is a 401 in the shape of an error", async () => {
    const { status, body } = await call("GET", path, { authorization: undefined });
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: { type: "invalid_request_error" } });
  });

  test("the key may come as the user name of Basic authentication", async () => {
    const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString("base64")}`;
    expect((await call("GET", `${path}?limit=1`, { authorization })).status).toBe(200);
  });

  emulatorOnly("a publishable key may not call the server API", async () => {
    const { publishableKey } = await control<{ publishableKey: string }>("GET", "/keys");
    const error = await refusalOf(clientFor(publishableKey).identity.verificationSessions.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(error.code).toBe("secret_key_required");
  });

  emulatorOnly("a live key of any kind is refused", async () => {
    for (const prefix of ["sk_live_", "rk_live_", "pk_live_"]) {
      const error = await refusalOf(clientFor(`${prefix}0123456789abcdef`).identity.verificationSessions.list());
      expect([401, 403]).toContain(error.statusCode);
    }
  });

  withRestrictedKey("a restricted key without the permission is a StripePermissionError", async () => {
    const error = await refusalOf(restricted.webhookEndpoints.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(error).toMatchObject({ statusCode: 403, rawType: "invalid_request_error", code: undefined });
    expect(error.message).toContain("rak_");
  });

  test("an account the key has nothing to do with is a StripePermissionError", async () => {
    const error = await refusalOf(sessions.list({}, { stripeAccount: "acct_1NobodyHasThisOne" }));
    expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(error).toMatchObject({ statusCode: 403, code: "account_invalid" });
  });
});

describe("requests", () => {
  test("a create answers 200, with the ids of the request and of the version", async () => {
    const idempotencyKey = uniqueName("headers");
    const { lastResponse } = await sessions.create({ type: "document" }, { idempotencyKey });
    expect(lastResponse).toMatchObject({ statusCode: 200, apiVersion: Stripe.API_VERSION, idempotencyKey });
    expect(lastResponse.requestId).toMatch(/^req_/);
  });

  test("an older version of the API is accepted, nonsense is not", async () => {
    const { lastResponse } = await sessions.list({ limit: 1 }, { apiVersion: "2026-07-29.dahlia" });
    expect(lastResponse.apiVersion).toBe("2026-07-29.dahlia");
    const error = await refusalOf(sessions.list({ limit: 1 }, { apiVersion: "nonsense" }));
    expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
  });

  test("arrays may be indexed or bare, brackets escaped or not", async () => {
    for (const allowedTypes of ["[0]=passport", "[]=passport", "%5B0%5D=passport"]) {
      const body = `type=document&options[document][allowed_types]${allowedTypes}`;
      const answer = await call("POST", path, { ...form, body });
      expect(answer.body).toMatchObject({ options: { document: { allowed_types: ["passport"] } } });
    }
  });

  test("an empty value unsets what can be unset, and is refused for all else", async () => {
    const unset = await call("POST", path, { ...form, body: "type=document&options[document]=&metadata[a]=" });
    expect(unset.body).toMatchObject({ options: { document: {} }, metadata: {} });
    const refused = await call("POST", path, { ...form, body: "type=document&client_reference_id=" });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { code: "parameter_invalid_empty", param: "client_reference_id" } },
    });
  });

  test("an unknown path and a wrong method are 404 in the shape of an error", async () => {
    for (const [method, wrong] of [
      ["GET", "/v1/identity/nothing"],
      ["DELETE", `${path}/vs_none`],
    ] as const) {
      const error = await refusalOf(stripe.rawRequest(method, wrong));
      expect(error).toMatchObject({ statusCode: 404, rawType: "invalid_request_error" });
      expect(error.message).toMatch(`Unrecognized request URL (${method}: ${wrong})`);
    }
  });

  emulatorOnly("a body that is too large, or no form, is refused in the shape of an error", async () => {
    const large = await call("POST", path, { ...form, body: `type=document&metadata[a]=${"x".repeat(2 ** 21)}` });
    expect(large.status).toBe(413);
    const json = await call("POST", path, { "content-type": "application/json", body: '{"type":"document"}' });
    expect(json.status).toBe(400);
  });

  // Stripe takes uploads on a host of its own, which is not the one this suite is given.
  emulatorOnly("a malformed upload is refused in the shape of an error", async () => {
    const type = "multipart/form-data; boundary=here";
    const { status } = await call("POST", "/v1/files", { "content-type": type, body: "--here\r\nnothing" });
    expect(status).toBe(400);
  });
});

describe("parameters", () => {
  // The SDK's types forbid what is tested here, so the calls go through its raw request.
  const create = (params: Record<string, unknown>) => stripe.rawRequest("POST", path, params);

  test("an unknown parameter is named, however deep it is", async () => {
    const code = "parameter_unknown";
    await expectInvalid(create({ type: "document", colour: "red" }), {
      code,
      param: "colour",
      message: /^Received unknown parameter: colour/,
    });
    await expectInvalid(create({ type: "document", options: { document: { colour: "red" } } }), {
      code,
      param: "options[document][colour]",
    });
    await expectInvalid(create({ type: "document", options: { id_number: { enabled: true } } }), {
      code,
      param: "options[id_number]",
    });
    await expectInvalid(create({ type: "document", provided_details: { first_name: "Ada" } }), {
      code,
      param: "provided_details[first_name]",
    });
  });

  test("a missing required parameter is named", async () => {
    await expectInvalid(stripe.rawRequest("POST", "/v1/webhook_endpoints", { enabled_events: ["*"] }), {
      code: "parameter_missing",
      param: "url",
    });
    await expectInvalid(stripe.rawRequest("POST", "/v1/file_links", {}), { code: "parameter_missing", param: "file" });
  });

  test("text, booleans, integers and words of a list are checked", async () => {
    await expectInvalid(create({ type: "document", client_reference_id: ["a", "b"] }), {
      param: "client_reference_id",
      message: /^Invalid string: \{"0":"a","1":"b"\}/,
    });
    await expectInvalid(create({ type: "document", options: { document: { require_matching_selfie: "yes" } } }), {
      param: "options[document][require_matching_selfie]",
    });
    await expectInvalid(create({ type: "selfie" }), { param: "type" });
    await expectInvalid(stripe.rawRequest("GET", `${path}?limit=many`), {
      code: "parameter_invalid_integer",
      param: "limit",
    });
  });

  test("an empty value, a bad URL and parameters that exclude each other have codes of their own", async () => {
    await expectInvalid(create({ type: "" }), { code: "parameter_invalid_empty", param: "type" });
    await expectInvalid(create({ type: "document", return_url: "not a url" }), {
      code: "url_invalid",
      param: "return_url",
    });
    const both = await refusalOf(stripe.events.list({ type: "customer.created", types: ["customer.updated"] }));
    expect(both).toMatchObject({ statusCode: 400, code: "parameters_exclusive" });
  });

  test("metadata is limited, merged and unset key by key or as a whole", async () => {
    const long = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key_${index}`, "x"]));
    for (const metadata of [{ ["k".repeat(41)]: "x" }, { key: "x".repeat(501) }, long]) {
      const error = await refusalOf(sessions.create({ type: "document", metadata }));
      expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
    }
    const { id } = await sessions.create({ type: "document", metadata: { a: "1", b: "2" } });
    expect((await sessions.update(id, { metadata: { b: "", c: "3" } })).metadata).toEqual({ a: "1", c: "3" });
    const emptied = await call("POST", `${path}/${id}`, { ...form, body: "metadata=" });
    expect(emptied.body).toMatchObject({ metadata: {} });
    expect((await sessions.retrieve(id)).metadata).toEqual({});
  });
});
