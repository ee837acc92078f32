import { expect, test } from "vitest";
import { followedEvents, targetOf, targetOfId } from "@/lib/events/target";

const verified = "identity.verification_session.verified";

test("an event of a VerificationSession concerns it", () => {
  expect(targetOf({ type: verified, objectId: "vs_1", account: null })).toEqual({
    type: "verification_session",
    id: "vs_1",
  });
});

test.each([
  ["account.updated", "acct_1"],
  ["account.external_account.deleted", "ba_1"],
  ["person.updated", "person_1"],
  ["capability.updated", "card_payments"],
])("%s of a connected account concerns that account, whatever its object", (type, objectId) => {
  expect(targetOf({ type, objectId, account: "acct_1" })).toEqual({ type: "connected_account", id: "acct_1" });
});

test.each([
  [
    "of a type that we do not follow",
    { type: "identity.verification_session.renamed", objectId: "vs_1", account: null },
  ],
  ["of another kind of object", { type: verified, objectId: "acct_1", account: null }],
  ["of a type that an object has by itself", { type: "constructor", objectId: "vs_1", account: null }],
  ["of no object", { type: verified, objectId: null, account: null }],
  ["of a session that a connected account made", { type: verified, objectId: "vs_1", account: "acct_1" }],
  ["of our own account", { type: "account.updated", objectId: "acct_1", account: null }],
  ["of an account that is none of Stripe's", { type: "account.updated", objectId: "acct_1", account: "x" }],
])("an event %s concerns nothing that we follow", (_, event) => {
  expect(targetOf(event)).toBeNull();
});

test("an id says of which type it is", () => {
  expect(targetOfId("vs_1")).toEqual({ type: "verification_session", id: "vs_1" });
  expect(targetOfId("acct_1")).toEqual({ type: "connected_account", id: "acct_1" });
  for (const id of ["", "vs_", "vs_1 ", "evt_1", "acct_1/x"]) expect(targetOfId(id), id).toBeNull();
});

test("every type of event that is followed concerns something", () => {
  for (const type of followedEvents) {
    const ofOurs = targetOf({ type, objectId: "vs_1", account: null });
    expect(ofOurs ?? targetOf({ type, objectId: "vs_1", account: "acct_1" }), type).not.toBeNull();
  }
});
