import { expect, test } from "vitest";
import { toKeptPayload, toPayloadLines } from "./payload";

const person = {
  first_name: "Maren",
  last_name: "Invented",
  dob: { day: 1, month: 2, year: 1990 },
  address: { line1: "Nowhere 1" },
};

const event = {
  id: "evt_1",
  object: "event",
  type: "identity.verification_session.verified",
  api_version: "2026-10-28.endive",
  created: 1_795_000_000,
  livemode: false,
  pending_webhooks: 1,
  request: { id: "req_1", idempotency_key: "maren@demo.test" },
  data: {
    object: {
      id: "vs_1",
      object: "identity.verification_session",
      status: "verified",
      last_error: { code: "document_expired", reason: "Maren's passport has expired." },
      client_reference_id: "maren",
      client_secret: "vs_1_secret_x",
      url: "https://verify.stripe.com/start/x",
      metadata: { maren: "invented" },
      provided_details: { email: "maren@demo.test" },
      verified_outputs: person,
      redaction: null,
    },
    previous_attributes: { verified_outputs: person, status: "processing" },
  },
  "maren invented": 1,
};

test("shows ids, codes and states, and of everything else that it is there", () => {
  expect(
    Object.fromEntries((toPayloadLines(JSON.stringify(event)) ?? []).map((line) => [line.path, line.value])),
  ).toEqual({
    id: "evt_1",
    object: "event",
    type: "identity.verification_session.verified",
    api_version: "2026-10-28.endive",
    created: "1795000000",
    livemode: "false",
    pending_webhooks: "1",
    "request.id": "req_1",
    "request.idempotency_key": null,
    "data.object.id": "vs_1",
    "data.object.object": "identity.verification_session",
    "data.object.status": "verified",
    "data.object.last_error.code": "document_expired",
    "data.object.last_error.reason": null,
    "data.object.client_reference_id": null,
    "data.object.client_secret": null,
    "data.object.url": null,
    "data.object.metadata": null,
    "data.object.provided_details": null,
    "data.object.verified_outputs": null,
    "data.object.redaction": null,
    "data.previous_attributes": null,
    "…": null,
  });
});

test("nothing about a person passes, wherever it stands", () => {
  const text = JSON.stringify(toPayloadLines(JSON.stringify(event)));
  expect(text).not.toMatch(/maren|invented|1990|nowhere|secret_x|verify\.stripe|processing"/i);
});

test("an allowed field that holds no id or code is not shown either", () => {
  const odd = { ...event, type: "Maren Invented", data: { object: { id: "maren@demo.test" } } };
  expect(JSON.stringify(toPayloadLines(JSON.stringify(odd)))).not.toMatch(/maren/i);
});

test("of an object that is no VerificationSession only its id and kind are shown", () => {
  const customer = { id: "cus_1", object: "customer", status: "maren", type: "invented", created: 1 };
  const lines = toPayloadLines(JSON.stringify({ ...event, data: { object: customer } })) ?? [];
  expect(lines.filter(({ path, value }) => path.startsWith("data.") && value !== null)).toEqual([
    { path: "data.object.id", value: "cus_1" },
    { path: "data.object.object", value: "customer" },
  ]);
});

test("what is no event has no lines", () => {
  expect([toPayloadLines("not json"), toPayloadLines("[]"), toPayloadLines("null")]).toEqual([null, null, null]);
});

const kept = (body: unknown) => Buffer.from(toKeptPayload(Buffer.from(JSON.stringify(body)))).toString();

test("of a VerificationSession's event what is kept shows as the event itself does, and holds nothing about a person", () => {
  const { "maren invented": _, ...named } = event;
  expect(toPayloadLines(kept(event))).toEqual(toPayloadLines(JSON.stringify(named)));
  expect(kept(event)).not.toMatch(/maren|invented|1990|nowhere|secret_x|verify\.stripe|processing"/i);
});

test.each(["account", "person", "bank_account", "capability", "something.new"])(
  "of an object that is a %s only its id and kind are kept, whatever the type of its event",
  (object) => {
    const { id, type, created } = event;
    const data = { object: { id: "acct_1", object, ...person, individual: person }, previous_attributes: person };
    for (const named of [type, "account.updated", "account.polished"]) {
      const body = JSON.parse(kept({ ...event, type: named, account: "acct_1", data }));
      expect(body).toMatchObject({ id, type: named, created, account: "acct_1", request: { id: "req_1" } });
      expect(body.data).toEqual({ object: { id: "acct_1", object } });
      expect(JSON.stringify(body)).not.toMatch(/maren|invented|1990|nowhere/i);
    }
  },
);

test("of what cannot be read as an event as little is kept, also where its bytes are no UTF-8", () => {
  expect(kept({ ...event, "request.id": "maren", "": { id: "maren" }, "data.object": { id: "maren" } })).not.toMatch(
    /maren/,
  );
  const odd = { ...event, created: -1, type: "Maren Invented", data: { object: { id: person, object: "person" } } };
  expect(kept(odd)).not.toMatch(/maren|1990|nowhere/i);
  const [before = "", after = ""] = JSON.stringify({ ...event, data: { object: { id: "p", line1: "Nowhere" } } }).split(
    "where",
  );
  const bytes = Buffer.concat([Buffer.from(before), Uint8Array.of(0xff), Buffer.from(after)]);
  expect(Buffer.from(toKeptPayload(bytes)).toString()).not.toMatch(/nowhere|No\ufffd/i);
});

test("a body that is no JSON object is kept as it came", () => {
  for (const body of ["not json", "[]", "null", "\u00ff"])
    expect(toKeptPayload(Buffer.from(body))).toEqual(Buffer.from(body));
});
