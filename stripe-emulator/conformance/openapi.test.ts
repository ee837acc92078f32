import http from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterEach, describe, expect, test } from "vitest";
import { checkedHttpClient, type Findings } from "./checked-client.ts";
import { eventProblems } from "./openapi.ts";

const session = {
  id: "vs_1AbCdEfGhIjKlMnOpQrStUvW",
  object: "identity.verification_session",
  client_reference_id: null,
  client_secret: null,
  created: 1793600000,
  last_error: null,
  last_verification_report: "vr_1AbCdEfGhIjKlMnOpQrStUvW",
  livemode: false,
  metadata: {},
  options: { document: {} },
  redaction: null,
  related_customer: null,
  related_customer_account: null,
  status: "verified",
  type: "document",
  url: null,
};
const outputs = {
  address: null,
  email: null,
  first_name: "Ada",
  id_number_type: null,
  last_name: "Example",
  phone: null,
};

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** What the check says about an answer to a retrieve with this `expand`. */
async function problemsWith(body: object, expand: string[] = [], status = 200): Promise<string[]> {
  const server = http.createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const findings: Findings = { succeeded: new Set(), problems: [] };
  const httpClient = checkedHttpClient(findings);
  const stripe = new Stripe("sk_test_nobody", { host: "127.0.0.1", port, protocol: "http", httpClient });
  await stripe.identity.verificationSessions.retrieve("vs_1", { expand }).catch(() => null);
  return findings.problems;
}

describe("an answer to the SDK is told apart from Stripe's", () => {
  test("and Stripe's own passes", async () => {
    expect(await problemsWith(session)).toEqual([]);
  });

  test("when a property is missing", async () => {
    const { redaction: _, ...incomplete } = session;
    expect(await problemsWith(incomplete)).toEqual([expect.stringContaining("'redaction'")]);
  });

  test("when a property is added", async () => {
    expect(await problemsWith({ ...session, expires_at: 1793600000 })).toEqual([expect.stringContaining("expires_at")]);
  });

  test("when a property is of another type, at any depth", async () => {
    expect(await problemsWith({ ...session, created: "1793600000" })).toEqual([expect.stringContaining("/created")]);
    const deep = { ...session, options: { document: { require_matching_selfie: "true" } } };
    expect((await problemsWith(deep)).join()).toContain("/options/document/require_matching_selfie");
  });

  test("when a word is not one of its enum", async () => {
    expect(await problemsWith({ ...session, status: "failed" })).toEqual([expect.stringContaining("/status")]);
  });

  test("when something hidden shows unasked, or is missing although it was asked for", async () => {
    const shown = { ...session, verified_outputs: outputs };
    expect(await problemsWith(shown)).toEqual([expect.stringContaining("verified_outputs")]);
    expect(await problemsWith(session, ["verified_outputs"])).toEqual([expect.stringContaining("verified_outputs")]);
    expect(await problemsWith(shown, ["verified_outputs"])).toEqual([]);
    expect((await problemsWith(shown, ["verified_outputs.dob"])).join()).toContain("'dob'");
  });

  test("when an id is expanded unasked, or stays an id", async () => {
    const report = { object: "identity.verification_report" };
    expect(await problemsWith({ ...session, last_verification_report: report })).not.toEqual([]);
    expect(await problemsWith(session, ["last_verification_report"])).not.toEqual([]);
  });

  test("when an error has another shape", async () => {
    const error = { type: "invalid_request_error", message: "No." };
    expect(await problemsWith({ error }, [], 400)).toEqual([]);
    expect(await problemsWith({ error: { ...error, code: null } }, [], 400)).toEqual([
      expect.stringContaining("/error/code"),
    ]);
    expect(await problemsWith({ message: "No." }, [], 400)).not.toEqual([]);
  });
});

describe("an event is told apart from Stripe's", () => {
  const event = {
    id: "evt_1",
    object: "event",
    api_version: "2026-10-28.endive",
    created: 1793600000,
    data: { object: session },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: "identity.verification_session.verified",
  };

  test("and Stripe's own passes", () => {
    expect(eventProblems(event)).toEqual([]);
  });

  test("when its snapshot shows what only expanding does", () => {
    const data = { object: { ...session, verified_outputs: outputs } };
    expect(eventProblems({ ...event, data })).toEqual([expect.stringContaining("verified_outputs")]);
  });

  test("when it is not complete itself", () => {
    const { pending_webhooks: _, ...incomplete } = event;
    expect(eventProblems(incomplete)).toEqual([expect.stringContaining("'pending_webhooks'")]);
  });
});
