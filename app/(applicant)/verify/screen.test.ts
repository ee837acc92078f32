import { describe, expect, test } from "vitest";
import { clientErrorCodes, failureCodes } from "@/lib/stripe/failure-codes";
import { mayStart } from "@/lib/verification/rules";
import { derivedStatuses, type MyVerification } from "@/lib/verification/schema";
import { nextStep } from "@/lib/verification/status";
import { failureLook } from "./outcomes/failure-look";
import { afterDetails, chooseRefusal, chooseScreen, readVerifyQuery } from "./screen";

const mine = (changes: Partial<MyVerification> = {}): MyVerification => ({
  status: "not_started",
  beingDeleted: false,
  reference: null,
  failureCode: null,
  nextStep: "retry",
  attempts: { used: 0, max: 3 },
  allowedDocuments: ["passport"],
  declared: { documentCountry: null, firstName: null, lastName: null, phone: null },
  email: "applicant@demo.test",
  consent: null,
  startedAt: null,
  submittedAt: null,
  verifiedAt: null,
  verifiedKinds: [],
  version: "none",
  ...changes,
});

const nothing = readVerifyQuery({});

describe("the address", () => {
  test("words that are not known are not heard", () => {
    expect(readVerifyQuery({ step: "admin", refused: "toString", ended: ["a", "b"] })).toEqual(nothing);
  });

  test("an end that Stripe.js added later is an unknown end", () => {
    expect(readVerifyQuery({ ended: "something_new" }).ended).toBe("unknown");
  });

  test.each(["checking", "verified", "in_review", "declined"] as const)("cannot hide that one is %s", (status) => {
    const query = readVerifyQuery({ step: "consent", ended: "session_cancelled" });
    expect(chooseScreen(mine({ status }), query)).toEqual({ kind: status });
  });
});

describe("an address that stays while the person goes on elsewhere", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 14, minute)).toISOString();
  const failed = mine({ status: "action_needed", failureCode: "document_expired", attempts: { used: 1, max: 3 } });
  const closed = readVerifyQuery({ ended: "session_cancelled" });

  test("hides no result of what was submitted after the modal was closed", () => {
    const onPhone = { ...failed, startedAt: at(0), submittedAt: at(3) };
    expect(chooseScreen(onPhone, closed)).toEqual({ kind: "failure", code: "document_expired" });
  });

  test("says that the modal was closed, where the result is that of a try before", () => {
    for (const times of [{ startedAt: at(5), submittedAt: at(3) }, { startedAt: at(5) }]) {
      expect(chooseScreen({ ...failed, ...times }, closed)).toEqual({ kind: "failure", code: "session_cancelled" });
    }
  });

  const told = (refused: string, changes: Partial<MyVerification>) =>
    chooseRefusal(mine(changes), readVerifyQuery({ refused }));

  test.each([
    ["being_checked", { status: "checking" }, { status: "verified" }],
    ["being_checked", { status: "in_progress" }, { status: "action_needed" }],
    ["in_review", { status: "in_review" }, { status: "declined" }],
    ["already_verified", { status: "verified" }, { status: "closed" }],
    ["closed", { status: "declined" }, { status: "not_started" }],
    ["attempts_used_up", { nextStep: "manual_review" }, { nextStep: "retry" }],
  ] as const)("tells of a start that was refused as %s while that is so, and not afterwards", (code, then, now) => {
    expect(told(code, then)).toBe(code);
    expect(told(code, now)).toBeNull();
  });

  test("tells of what became of a press, wherever the verification stands", () => {
    for (const status of derivedStatuses) expect(told("stripe_busy", { status })).toBe("stripe_busy");
    expect(told("none of ours", {})).toBeNull();
  });
});

describe("the screen", () => {
  test("says that data are being deleted as long as they are, and otherwise that it is closed", () => {
    expect(chooseScreen(mine({ status: "closed", beingDeleted: true }), nothing)).toEqual({ kind: "being_deleted" });
    expect(chooseScreen(mine({ status: "closed" }), nothing)).toEqual({ kind: "closed" });
  });

  test("follows the order prepare, consent", () => {
    expect(chooseScreen(mine(), nothing)).toEqual({ kind: "prepare" });
    expect(chooseScreen(mine(), readVerifyQuery({ step: "consent" }))).toEqual({ kind: "consent" });
  });

  test("says how the modal ended", () => {
    const query = readVerifyQuery({ ended: "session_cancelled" });
    expect(chooseScreen(mine({ status: "in_progress" }), query)).toEqual({
      kind: "failure",
      code: "session_cancelled",
    });
  });

  test("names manual review to whoever chose no face check, and lets them change their mind", () => {
    const declined = mine({ consent: "without_face_check" });
    expect(chooseScreen(declined, nothing)).toEqual({ kind: "failure", code: "consent_declined" });
    expect(chooseScreen(declined, readVerifyQuery({ step: "consent" }))).toEqual({ kind: "consent" });
  });

  test("offers no automatic attempt when all are used", () => {
    const used = mine({
      status: "action_needed",
      failureCode: "document_expired",
      nextStep: "manual_review",
      attempts: { used: 3, max: 3 },
    });
    expect(chooseScreen(used, nothing)).toEqual({ kind: "used_up" });
    expect(chooseScreen(used, readVerifyQuery({ step: "consent" }))).toEqual({ kind: "used_up" });
  });

  test("tells a minor why it is closed", () => {
    expect(chooseScreen(mine({ status: "closed", failureCode: "under_supported_age" }), nothing)).toEqual({
      kind: "failure",
      code: "under_supported_age",
    });
    expect(chooseScreen(mine({ status: "closed" }), nothing)).toEqual({ kind: "closed" });
  });

  test.each(failureCodes)("of whoever may try again after %s leads to a start by its own buttons", (failureCode) => {
    const attempts = { used: 1, max: 3 };
    const person = mine({ status: "action_needed", failureCode, attempts, consent: "agreed" });
    const { main, quiet } = failureLook[failureCode];
    const addresses = { consent: "/verify?step=consent", details: afterDetails(person), other_ways: "/verify" };
    const { searchParams } = new URL(addresses[quiet], "http://page");
    const then = chooseScreen(person, readVerifyQuery(Object.fromEntries(searchParams)));
    const starts = main === "start" || then.kind === "consent";
    expect(starts).toBe(nextStep({ failureCode, attempts, timesSeen: 1 }) === "retry");
  });

  test("comes back after the details, where a start stands on it or there is none to come", () => {
    expect(afterDetails(mine())).toBe("/verify");
    expect(afterDetails(mine({ status: "verified" }))).toBe("/verify");
    const refused = mine({ status: "action_needed", failureCode: "country_not_supported" });
    expect(afterDetails({ ...refused, attempts: { used: 3, max: 3 }, nextStep: "manual_review" })).toBe("/verify");
    expect(afterDetails({ ...refused, consent: "without_face_check" })).toBe("/verify");
  });

  const asked = [{}, { step: "consent" }, ...[...clientErrorCodes, ...failureCodes].map((ended) => ({ ended }))];

  test.each(derivedStatuses)("of somebody who is %s offers a start only where none is refused", (status) => {
    for (const nextStep of ["retry", "manual_review", "none"] as const) {
      for (const query of asked) {
        const person = mine({ status, nextStep, consent: "agreed" });
        const screen = chooseScreen(person, readVerifyQuery(query));
        const starts =
          screen.kind === "consent" ||
          (screen.kind === "failure" && failureLook[screen.code].main === "start" && nextStep === "retry");
        if (starts) expect(mayStart(person), JSON.stringify([nextStep, query])).toEqual({ ok: true });
      }
    }
  });
});
