import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkEnvAtBoot } from "@/lib/env";
import { createVerificationSession, getEntry } from "@/lib/stripe/identity";
import type { SessionDemand } from "@/lib/stripe/session-demand";
import { stripe } from "@/testkit/in-process/stripe";

/**
 * Stripe as its OpenAPI document has it: `provided_details[email]` and `[phone]` are not among the parameters that an empty value
 * unsets, so it may refuse one. All else is the emulator's.
 */
let strict: Server;

beforeAll(async () => {
  const emulator = process.env.STRIPE_API_BASE ?? "";
  strict = createServer(async (request, response) => {
    const body = await text(request);
    const emptied = [...new URLSearchParams(body)].find(
      ([name, value]) => /^provided_details/.test(name) && !value,
    )?.[0];
    if (emptied) {
      const error = {
        type: "invalid_request_error",
        code: "parameter_invalid_empty",
        param: emptied,
        message: emptied,
      };
      return response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
    }
    const kept = ["authorization", "content-type", "idempotency-key", "stripe-version"];
    const headers = kept.flatMap((name): [string, string][] => {
      const value = request.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    });
    const { method = "GET" } = request;
    const answer = await fetch(`${emulator}${request.url}`, { method, headers, ...(body && { body }) });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  await new Promise<void>((resolve) => strict.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an AddressInfo.
  process.env.STRIPE_API_BASE = `http://127.0.0.1:${(strict.address() as AddressInfo).port}`;
  checkEnvAtBoot();
});
afterAll(() => void strict.close());

const demand: SessionDemand = {
  asks: { type: "document", requireIdNumber: false },
  allowedTypes: ["passport"],
  email: "ada@demo.test",
  phone: null,
};

async function openSession(email: string | null): Promise<string> {
  const { id } = await createVerificationSession({
    ...demand,
    email,
    subject: { userId: randomUUID(), verificationId: randomUUID() },
    returnUrl: "http://localhost:3000/verify/submitted",
    related: null,
    relatedPerson: null,
    idempotencyKey: randomUUID(),
  });
  return id;
}
const detailsOf = async (id: string) => {
  const session = await stripe().identity.verificationSessions.retrieve(id, { expand: ["provided_details"] });
  return session.provided_details;
};

test("a changed policy or address reaches an open session also where Stripe lets nobody unset a detail", async () => {
  const id = await openSession(demand.email);
  const changes: Partial<SessionDemand>[] = [
    { asks: { type: "document", requireIdNumber: true } },
    { email: "moved@demo.test" },
    { asks: { type: "id_number" } },
  ];
  for (const change of changes) {
    expect(await getEntry(id, { ...demand, ...change })).toMatchObject({ url: expect.any(String) });
    expect(await detailsOf(id)).toEqual({ email: change.email ?? demand.email });
  }

  const untold = await openSession(null);
  expect(await getEntry(untold, { ...demand, email: null, allowedTypes: ["id_card"] })).not.toBeNull();
  expect(await detailsOf(untold)).toBeNull();
});
