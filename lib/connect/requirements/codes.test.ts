import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { documentDetailsCodes, personDetailsCodes } from "@/lib/stripe/requirement-codes";
import { specificationFile } from "@/testkit/specification";
import { knownCodes, readCode, readCodes } from "./codes";
import { disabledReasons, readDisabledReason, sellerNotices } from "./disabled-reason";

const specification: {
  components: {
    schemas: Record<string, { properties: Record<string, { enum?: string[]; description?: string }> }>;
  };
} = JSON.parse(readFileSync(specificationFile, "utf8"));
const property = (schema: string, name: string) => specification.components.schemas[schema]?.properties[name];

test("the codes are those of Stripe's specification, the one that was seen beside them, and any other", () => {
  const listed = property("account_requirements_error", "code")?.enum ?? [];
  expect(listed).toHaveLength(99);
  expect([...knownCodes].sort()).toEqual([...listed, "invalid_phone_number", "unknown"].sort());
});

test("the codes of documents and persons are those that Stripe's specification describes", () => {
  const described = (schema: string) =>
    [...(property(schema, "details_code")?.description ?? "").matchAll(/`(\w+)`/g)].map(([, code]) => code).sort();
  expect(described("legal_entity_person_verification_document")).toEqual([...documentDetailsCodes].sort());
  expect(described("legal_entity_person_verification")).toEqual([...personDetailsCodes].sort());
  expect(described("legal_entity_company_verification_document")).toHaveLength(14);
  for (const code of described("legal_entity_company_verification_document")) {
    expect(documentDetailsCodes).toContain(code);
  }
});

test.each([...documentDetailsCodes, ...personDetailsCodes])("%s reads as the requirement's code", (code) => {
  expect(readCode(code).text).toBe(`verification_${code}`);
});

test("a code that nobody knows, or that only looks like one, leads to Stripe's page", () => {
  for (const code of ["made_up_later", "", "constructor", "verification_", "failed"]) {
    expect(readCode(code)).toEqual({ text: "unknown", button: "page", refusesSameFile: true });
  }
});

test("of several codes the first of the table is shown first, and each text once", () => {
  const codes = ["invalid_value_other", "made_up", "document_corrupt", "verification_document_corrupt", "also_made_up"];
  expect(readCodes(codes).map(({ text }) => text)).toEqual([
    ...["verification_document_corrupt", "invalid_value_other", "unknown"],
  ]);
});

test("wherever a file can be sent after a refusal, the refused one cannot", () => {
  for (const code of knownCodes) {
    const { button, refusesSameFile } = readCode(code);
    if (button === "file" || button === "id") expect(refusesSameFile, code).toBe(true);
    if (button === "fix" || button === "people" || button === "press") expect(refusesSameFile, code).toBe(false);
  }
});

const off = { payoutsEnabled: false, wasEnabled: true, closed: false };

test("every reason of the specification for a disabled account is known, and any other is", () => {
  const listed = property("account_requirements", "disabled_reason")?.enum ?? [];
  expect([...disabledReasons].sort()).toEqual([...listed, "unknown"].sort());
  expect(readDisabledReason(null, off)).toBeNull();
  expect(readDisabledReason("requirements.fields_needed", off)).toMatchObject({
    reason: "unknown",
    actor: "developer",
  });
});

test("what is past due is a pause only of what was on, and none while payouts are", () => {
  const notice = (more: Partial<typeof off>) =>
    readDisabledReason("requirements.past_due", { ...off, ...more })?.notice;
  expect(notice({})).toBe("past_due");
  expect(notice({ wasEnabled: false })).toBe("past_due_without_date");
  expect(notice({ payoutsEnabled: true })).toBe("overdue");
});

test("every notice that has a text is given for some reason", () => {
  const states = [off, { ...off, wasEnabled: false }, { ...off, payoutsEnabled: true }, { ...off, closed: true }];
  const given = disabledReasons.flatMap((reason) => states.map((state) => readDisabledReason(reason, state)?.notice));
  expect([...new Set(given)].sort()).toEqual([...sellerNotices].sort());
});

test("a seller cannot tell from the notice whether a list or a suspicion was the reason", () => {
  const noticeOf = (reason: string) => readDisabledReason(reason, off)?.notice;
  expect(noticeOf("listed")).toBe(noticeOf("under_review"));
  expect(noticeOf("rejected.fraud")).toBe(noticeOf("rejected.other"));
  expect(noticeOf("rejected.listed")).toBe(noticeOf("rejected.terms_of_service"));
});

test("an account that Stripe shows no more is closed, whatever reason it gave last, and none that is rejected is taken for one", () => {
  const noticeOf = (reason: string | null) => readDisabledReason(reason, { ...off, closed: true })?.notice;
  for (const reason of [null, "requirements.past_due", "under_review"]) expect(noticeOf(reason)).toBe("gone");
  expect(noticeOf("rejected.other")).toBe("closed_by_stripe");
  expect(noticeOf("rejected.made_up_later")).toBe("closed_by_stripe");
});

test("a closed account has a way to object, and one that we paused has a way to ask why; others need none", () => {
  for (const reason of disabledReasons) {
    const { closed, appeal } = readDisabledReason(reason, off) ?? {};
    expect(closed, reason).toBe(reason.startsWith("rejected."));
    expect(appeal !== null, reason).toBe(closed || reason === "platform_paused");
  }
});
