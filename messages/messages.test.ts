import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { locales } from "@/i18n/locales";
import { erasedKinds, stayingKinds } from "@/lib/pii/kept";
import { documentTypes } from "@/lib/stripe/document-types";
import { checkKinds, clientErrorCodes, derivedStatuses, failureCodes } from "@/lib/verification/schema";
import applicant from "./en/applicant.json";
import common from "./en/common.json";
import staff from "./en/staff.json";

/** Every path that leads to a text. */
const keysOf = (node: unknown, prefix = ""): string[] =>
  typeof node === "object" && node !== null
    ? Object.entries(node).flatMap(([key, value]) => keysOf(value, prefix ? `${prefix}.${key}` : key))
    : [prefix];

test("every code of Stripe's, and any other, has its words for the applicant", () => {
  for (const code of [...failureCodes, ...clientErrorCodes, "unknown"]) {
    expect(applicant.failure, code).toHaveProperty(code);
  }
});

test("every code of Stripe's, and any other, has its words for staff, with labels that fit their column", () => {
  for (const code of [...failureCodes, "unknown"]) {
    expect(staff.code, code).toHaveProperty(code);
  }
  for (const { label } of Object.values(staff.code)) expect(label.length, label).toBeLessThanOrEqual(24);
});

test("every status, kind of document and kind of check has a name", () => {
  expect(Object.keys(common.status).sort()).toEqual([...derivedStatuses].sort());
  for (const type of documentTypes) expect(JSON.stringify([applicant, staff]), type).toContain(`"${type}"`);
  for (const kind of checkKinds) expect(JSON.stringify(staff), kind).toContain(`"${kind}"`);
});

test("the page that redacts names everything that goes and everything that stays, and nothing else", () => {
  expect(Object.keys(staff.case.redactPage.goesList)).toEqual([...erasedKinds]);
  expect(Object.keys(staff.case.redactPage.staysList)).toEqual([...stayingKinds]);
});

describe.each(locales)("the messages of %s", (locale) => {
  test("have the same keys as the English ones, and no empty text", () => {
    const read = (language: string, file: string): unknown =>
      JSON.parse(readFileSync(path.join(import.meta.dirname, language, file), "utf8"));
    for (const file of readdirSync(path.join(import.meta.dirname, "en"))) {
      expect(keysOf(read(locale, file)).sort(), file).toEqual(keysOf(read("en", file)).sort());
      expect(JSON.stringify(read(locale, file)), file).not.toContain(':""');
    }
  });
});

test("a place that a text for the applicant names is the title of a screen", () => {
  const texts = JSON.stringify(applicant);
  const titles = new Set([...texts.matchAll(/"title":"([^"]+)"/g)].map(([, title]) => title));
  const named = [...texts.matchAll(/\bunder ([A-Z][\w ]*\w)/g)].map(([, place]) => place);
  for (const place of named) expect(titles).toContain(place);
});
