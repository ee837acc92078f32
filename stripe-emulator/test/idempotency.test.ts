import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startEmulator } from "../src/start.ts";
import { clientFor, keys, startTestMode, type TestMode } from "./harness.ts";

let mode: TestMode;
beforeAll(async () => {
  mode = await startTestMode();
});
afterAll(() => mode.close());

const create = (key: string, more: Record<string, string> = {}) =>
  mode.stripe.identity.verificationSessions.create({ type: "document", ...more }, { idempotencyKey: key });

test("the same key and parameters give the first answer again and make nothing new", async () => {
  const first = await create("replay");
  const second = await create("replay");
  expect(second).toEqual(first);
  expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
});

test("the same key with other parameters or another endpoint is an idempotency error", async () => {
  const { id } = await create("reused");
  const error = await mode.refusal(create("reused", { client_reference_id: "other" }));
  expect(error).toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 });
  expect(error.message).toContain("Keys for idempotent requests can only be used with the same parameters");

  const elsewhere = mode.stripe.identity.verificationSessions.cancel(id, {}, { idempotencyKey: "reused" });
  expect((await mode.refusal(elsewhere)).type).toBe("StripeIdempotencyError");
});

test("a refused parameter does not use the key up", async () => {
  expect((await mode.refusal(create("typo", { colour: "red" }))).code).toBe("parameter_unknown");
  expect((await create("typo")).status).toBe("requires_input");
});

test("a failure of the endpoint itself is kept and given again", async () => {
  const { id } = await create("to be verified");
  await mode.submit(id, "verified");
  const cancel = () => mode.stripe.identity.verificationSessions.cancel(id, {}, { idempotencyKey: "cancel" });
  const first = await mode.refusal(cancel());
  const second = await mode.refusal(cancel());
  expect(second.message).toBe(first.message);
  expect(second.headers?.["idempotent-replayed"]).toBe("true");
});

test("while the first of fifty requests runs, the others with its key are 409 and made nothing", async () => {
  await mode.control("POST", "/faults", { target: "api", kind: "latency", delaySeconds: 0.5, count: 1 });
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () => create("parallel", { client_reference_id: "parallel" })),
  );
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(49);
  for (const { reason } of refused) expect(reason).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
  expect(await sessionsOf("parallel")).toHaveLength(1);

  // Having been refused is not kept either.
  const after = await create("parallel", { client_reference_id: "parallel" });
  expect(after.lastResponse.headers["idempotent-replayed"]).toBe("true");
});

test("of fifty requests with one key, one takes effect, and the others are told the same or to wait", async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () => create("fifty", { client_reference_id: "fifty" })),
  );
  const [session] = await sessionsOf("fifty");
  expect(await sessionsOf("fifty")).toHaveLength(1);
  for (const result of results) {
    if (result.status === "fulfilled") expect(result.value.id).toBe(session?.id);
    else expect(result.reason).toMatchObject({ code: "idempotency_key_in_use" });
  }
});

test("fifty keys make fifty sessions", async () => {
  await Promise.all(Array.from({ length: 50 }, (_, index) => create(`own ${index}`, { client_reference_id: "own" })));
  expect(await sessionsOf("own")).toHaveLength(50);
});

const sessionsOf = async (reference: string) =>
  (await mode.stripe.identity.verificationSessions.list({ client_reference_id: reference, limit: 100 })).data;

test("an answer that was lost on the way is given again, its effect not done again", async () => {
  await mode.control("POST", "/faults", { target: "api", kind: "cut_after", count: 1 });
  // The SDK sends a request whose connection was closed once more by itself, with the same key.
  const found = await create("lost", { client_reference_id: "lost" });
  expect(found.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(await sessionsOf("lost")).toHaveLength(1);
});

test("an injected status has no effect and is not kept", async () => {
  await mode.control("POST", "/faults", { target: "api", kind: "status", status: 500, count: 1 });
  expect((await mode.refusal(create("injected"))).statusCode).toBe(500);
  const again = await create("injected");
  expect(again.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
});

test.each([
  ["before its effect", "crash_before", 0],
  ["after its effect", "crash_after", 1],
])("an execution that crashes %s fails again for the same key, and not for another", async (_when, kind, made) => {
  await mode.control("POST", "/faults", { target: "api", kind, count: 1 });
  const first = await mode.refusal(create(kind, { client_reference_id: kind }));
  const second = await mode.refusal(create(kind, { client_reference_id: kind }));
  expect([first.statusCode, second.statusCode]).toEqual([500, 500]);
  expect(first.headers?.["idempotent-replayed"]).toBeUndefined();
  expect(second.headers?.["idempotent-replayed"]).toBe("true");
  expect(await sessionsOf(kind)).toHaveLength(made);
  await create(`${kind} again`, { client_reference_id: kind });
  expect(await sessionsOf(kind)).toHaveLength(made + 1);
});

test("the order of parameters is no difference, the order of a list is", async () => {
  const post = async (body: string) => {
    const response = await fetch(`${mode.url}/v1/identity/verification_sessions`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${keys.secretKey}`,
        "content-type": "application/x-www-form-urlencoded",
        "idempotency-key": "order",
      },
      body,
    });
    return [response.status, response.headers.get("idempotent-replayed")];
  };
  const types = "options[document][allowed_types]";
  expect(await post(`type=document&${types}[]=passport&${types}[]=id_card`)).toEqual([200, null]);
  expect(await post(`${types}[]=passport&${types}[]=id_card&type=document`)).toEqual([200, "true"]);
  expect(await post(`type=document&${types}[]=id_card&${types}[]=passport`)).toEqual([400, null]);
});

test("an upload is the same request if its file is, whatever the form around it", async () => {
  const upload = (content: string, filename = "a.txt") =>
    mode.stripe.files.create(
      {
        purpose: "tax_document_user_upload",
        file: { data: Buffer.from(content), name: filename, type: "text/plain" },
      },
      { idempotencyKey: "upload" },
    );
  const first = await upload("one");
  expect((await upload("one")).id).toBe(first.id);
  expect((await mode.refusal(upload("two"))).type).toBe("StripeIdempotencyError");
  expect((await mode.refusal(upload("one", "b.txt"))).type).toBe("StripeIdempotencyError");
});

test("GET and DELETE take no notice of a key", async () => {
  const call = async (method: string, id: string) => {
    const response = await fetch(`${mode.url}/v1/customers/${id}`, {
      method,
      headers: { authorization: `Bearer ${keys.secretKey}`, "idempotency-key": "ignored" },
    });
    expect(response.headers.get("idempotency-key")).toBeNull();
    return response.status;
  };
  const { id } = await mode.stripe.customers.create({}, { idempotencyKey: "ignored" });
  expect(await call("GET", id)).toBe(200);
  expect(await call("DELETE", id)).toBe(200);
  expect(await call("DELETE", id)).toBe(404);
});

test("a key of 255 characters is one, a longer one is refused and stops nothing", async () => {
  expect((await create("k".repeat(255))).status).toBe("requires_input");
  const error = await mode.refusal(create("k".repeat(256)));
  expect([error.statusCode, error.type]).toEqual([400, "StripeInvalidRequestError"]);
});

test("refusals of the key or of its rights are not kept", async () => {
  const post = (key: string) =>
    fetch(`${mode.url}/v1/identity/verification_sessions`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/x-www-form-urlencoded",
        "idempotency-key": "rights",
      },
      body: "type=document",
    });
  expect((await post("sk_test_somebody_else")).status).toBe(401);
  expect((await post(keys.restrictedKey)).status).toBe(403);
  const answer = await post(keys.secretKey);
  expect([answer.status, answer.headers.get("idempotent-replayed")]).toEqual([200, null]);
});

test("one account's keys are shared by its API keys", async () => {
  await mode.control("POST", "/keys/permissions", { permissions: ["identity_read", "identity_write"] });
  const first = await create("shared");
  const second = await mode.restricted.identity.verificationSessions.create(
    { type: "document" },
    { idempotencyKey: "shared" },
  );
  expect(second.id).toBe(first.id);
});

test("a failure of the emulator's own is kept, with nothing of its effect, also across a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "stripe-emulator-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const complained = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => complained.mockRestore());

  const first = await startEmulator({ port: 0, dataDir });
  const breakWith = (sql: string) => {
    const database = new DatabaseSync(join(dataDir, "stripe-emulator.sqlite"));
    database.exec(sql);
    database.close();
  };
  breakWith("create trigger broken before insert on customer begin select raise(abort, 'broken'); end");
  const createAt = (url: string, key = "broken") =>
    clientFor(url, keys.secretKey).customers.create({ name: "Ada Example" }, { idempotencyKey: key });
  const failure = await mode.refusal(createAt(first.url));
  expect(failure).toMatchObject({ statusCode: 500, rawType: "api_error" });
  expect(failure.message).not.toContain("broken");
  expect(complained).toHaveBeenCalledOnce();
  breakWith("drop trigger broken");
  const replayed = await mode.refusal(createAt(first.url));
  expect(replayed.message).toBe(failure.message);
  expect(replayed.headers?.["idempotent-replayed"]).toBe("true");
  const made = await createAt(first.url, "another");
  await first.close();

  const second = await startEmulator({ port: 0, dataDir });
  onTestFinished(() => second.close());
  expect((await mode.refusal(createAt(second.url))).statusCode).toBe(500);
  expect((await createAt(second.url, "another")).id).toBe(made.id);
  const { data } = await clientFor(second.url, keys.secretKey).customers.list();
  expect(data.map(({ id }) => id)).toEqual([made.id]);
});

test("fifty requests cut off by a stop, and fifty after the next start, take effect once", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "stripe-emulator-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const fifty = (url: string) =>
    Array.from({ length: 50 }, () =>
      clientFor(url, keys.secretKey).identity.verificationSessions.create(
        { type: "document" },
        { idempotencyKey: "cut off" },
      ),
    );
  const first = await startEmulator({ port: 0, dataDir });
  const before = fifty(first.url);
  const answered = await Promise.any(before);
  await first.close();
  await Promise.allSettled(before);

  const second = await startEmulator({ port: 0, dataDir });
  onTestFinished(() => second.close());
  const after = await Promise.all(fifty(second.url));
  expect(new Set(after.map(({ id }) => id))).toEqual(new Set([answered.id]));
  const { data } = await clientFor(second.url, keys.secretKey).identity.verificationSessions.list();
  expect(data).toHaveLength(1);
});

test("a key is new again after 24 hours", async () => {
  const first = await create("aged");
  await mode.control("POST", "/clock", { advanceSeconds: 24 * 3600 + 1 });
  expect((await create("aged")).id).not.toBe(first.id);
});
