import { expect, test } from "vitest";
import { syncVerificationSession } from "@/lib/verification/sync";
import { getVerificationOf } from "@/lib/verification/verification-of-session";
import { signInSomebody } from "@/testkit/in-process/people";
import { stripe } from "@/testkit/in-process/stripe";

test("a session leads to its verification only whoever may read it", async () => {
  const person = await signInSomebody();
  const { id: sessionId } = await stripe().identity.verificationSessions.create({
    type: "document",
    client_reference_id: person.userId,
    metadata: { user_id: person.userId },
  });
  const verificationId = (await syncVerificationSession(sessionId)).verification?.id;
  expect((await getVerificationOf(await signInSomebody("admin"), sessionId))?.id).toBe(verificationId);
  expect(await getVerificationOf(await signInSomebody("developer"), sessionId)).toBeNull();
});
