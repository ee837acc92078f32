import { expect, test } from "vitest";
import { targetOf } from "@/lib/events/target";

const verified = "identity.verification_session.verified";

test("an event of a VerificationSession concerns it", () => {
  expect(targetOf({ type: verified, objectId: "vs_1" })).toEqual({ type: "verification_session", id: "vs_1" });
});

test.each([
  ["of a type that we do not follow", { type: "identity.verification_session.renamed", objectId: "vs_1" }],
  ["of another kind of object", { type: verified, objectId: "acct_1" }],
  ["of a type that an object has by itself", { type: "constructor", objectId: "vs_1" }],
  ["of no object", { type: verified, objectId: null }],
])("an event %s concerns nothing that we follow", (_, event) => {
  expect(targetOf(event)).toBeNull();
});
