import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createVerificationSession, getEntry } from "@/lib/stripe/identity";
import type { SessionDemand } from "@/lib/stripe/session-demand";
import { stripe } from "@/testkit/in-process/stripe";

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

test("a changed policy or address reaches an open session, though Stripe lets nobody unset a detail", async () => {
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
