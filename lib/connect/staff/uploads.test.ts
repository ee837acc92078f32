import { expect, test } from "vitest";
import type { RequirementStep } from "@/lib/connect/schema";
import type { OpenRequirement, UploadedFile } from "@/lib/connect/staff/schema";
import { toUploads } from "@/lib/connect/staff/uploads";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 18, 8, minute)).toISOString();

const file = (id: string, minute: number, rest: Partial<UploadedFile> = {}): UploadedFile => ({
  ...{ id, personId: "person_1", entry: "verification.document", part: "front" },
  ...{ uploadedAt: at(minute), usedAt: at(minute), ...rest },
});
const step = (minute: number, change: RequirementStep["change"], rest: Partial<RequirementStep> = {}) =>
  ({
    ...{ id: String(minute), at: at(minute), personId: "person_1", entry: "verification.document", change },
    ...{ list: "current" as const, deadline: null, code: null, ...rest },
  }) satisfies RequirementStep;
const open = (rest: Partial<OpenRequirement>): OpenRequirement => ({
  ...{ id: "1", personId: "person_1", entry: "verification.document", list: "current", deadline: null },
  ...{ errorCodes: [], appearedAt: at(0), changedAt: at(0), askedAt: null, answeredAt: null, ...rest },
});

const resultsOf = (...all: Parameters<typeof toUploads>) => toUploads(...all).map(({ result }) => result);

test("each file has the first word of Stripe's that came after it", () => {
  const history = [step(50, "met"), step(30, "failed", { code: "verification_document_expired" }), step(5, "met")];
  expect(resultsOf([file("file_new", 40), file("file_old", 10)], history, [])).toEqual([
    { state: "accepted" },
    { state: "failed", code: "verification_document_expired" },
  ]);
});

test("one without a word yet is being checked, was given, or waits", () => {
  const pending = [open({ list: "pending" })];
  expect(resultsOf([file("file_1", 10)], [], pending)).toEqual([{ state: "checking" }]);
  expect(resultsOf([file("file_1", 10)], [], [])).toEqual([{ state: "given" }]);
  expect(resultsOf([file("file_1", 10, { usedAt: null })], [step(20, "met")], pending)).toEqual([{ state: "waiting" }]);
});

test("a word about somebody else or about another document is none", () => {
  const others = [
    step(20, "met", { personId: "person_2" }),
    step(20, "failed", { entry: "verification.additional_document", code: "verification_document_expired" }),
  ];
  expect(resultsOf([file("file_1", 10)], others, [])).toEqual([{ state: "given" }]);
});

test("Stripe asks for a document by its sides too, and a file is for what its document is for", () => {
  const ofCompany = file("file_1", 10, { personId: null, entry: "company.verification.document" });
  const failed = step(20, "failed", { personId: null, entry: "company.verification.document.front", code: "x" });
  expect(toUploads([ofCompany], [failed], [])).toMatchObject([
    { purpose: "additional_verification", result: { state: "failed", code: "x" } },
  ]);
  expect(toUploads([file("file_1", 10)], [], [])[0]?.purpose).toBe("identity_document");
  expect(toUploads([file("file_1", 10, { entry: "something.new" })], [], [])[0]?.purpose).toBeNull();
});
