import { describe, expect, test } from "vitest";
import { locales } from "@/i18n/locales";
import { brand } from "@/lib/brand";
import { erasedKinds, stayingKinds } from "@/lib/pii/retention";
import { documentTypes } from "@/lib/stripe/document-types";
import { clientErrorCodes, failureCodes } from "@/lib/stripe/failure-codes";
import { checkKinds, derivedStatuses } from "@/lib/verification/schema";
import { messageFiles, parametersOf, textsOf } from "./catalogue";
import applicant from "./en/applicant.json";
import common from "./en/common.json";
import staff from "./en/staff.json";
import { readRichCalls } from "./rich-calls";

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
  test.each(messageFiles)("%s has the texts of English, and none is empty", (file) => {
    const texts = textsOf(locale, file);
    expect([...texts.keys()].sort()).toEqual([...textsOf("en", file).keys()].sort());
    expect([...texts].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  test.each(messageFiles)("%s takes in each text what English takes, and nothing else", (file) => {
    const english = textsOf("en", file);
    for (const [key, text] of textsOf(locale, file)) {
      expect(parametersOf(text), key).toEqual(parametersOf(english.get(key) ?? ""));
    }
  });

  test.each(messageFiles)("%s names neither the company nor the product, which texts take as parameters", (file) => {
    const names = [brand.company, brand.referencePrefix, brand.supportAddress, `{company} ${brand.product}`];
    const named = [...textsOf(locale, file)].filter(
      ([, text]) => text === brand.product || names.some((name) => text.includes(name)),
    );
    expect(named).toEqual([]);
  });

  // A straight one quotes in ICU's syntax: before a brace it would swallow a parameter.
  test.each(messageFiles)("%s writes an apostrophe as ’", (file) => {
    expect([...textsOf(locale, file)].filter(([, text]) => text.includes("'"))).toEqual([]);
  });

  test.each(messageFiles)("%s has no text that begins or ends with a space", (file) => {
    expect([...textsOf(locale, file)].filter(([, text]) => text !== text.trim())).toEqual([]);
  });
});

test("a place that a text for the applicant names is the title of a screen", () => {
  const texts = JSON.stringify(applicant);
  const titles = new Set([...texts.matchAll(/"title":"([^"]+)"/g)].map(([, title]) => title));
  const named = [...texts.matchAll(/\bunder ([A-Z][\w ]*\w)/g)].map(([, place]) => place);
  for (const place of named) expect(titles).toContain(place);
});

test("every tag in a text has its handler wherever the text is drawn", async () => {
  const calls = await readRichCalls();
  const unhandled = messageFiles.flatMap((file) =>
    [...textsOf("en", file)].flatMap(([name, text]) => {
      const key = `${file.replace(".json", "")}.${name}`;
      const tags = parametersOf(text).flatMap((parameter) => /^<(\w+)>$/.exec(parameter)?.[1] ?? []);
      if (tags.length === 0) return [];
      const drawn = calls.filter(
        ({ key: drawnKey, namespace }) => (drawnKey ?? `${namespace}.${key.split(".").at(-1)}`) === key,
      );
      if (drawn.length === 0) return [`${key} is drawn by no t.rich`];
      return drawn.flatMap(({ file: page, handlers }) =>
        tags.filter((tag) => !handlers.includes(tag)).map((tag) => `${key} in ${page}: <${tag}>`),
      );
    }),
  );
  expect(unhandled).toEqual([]);
});

/** Words of English that no text ends with, unless another one brings the noun. */
const unfinished = /\s(a|an|the|of|and|or|as|is|are|to)$/i;

test.each(messageFiles)("no English text of %s waits for a noun that another text brings", (file) => {
  expect([...textsOf("en", file)].filter(([, text]) => unfinished.test(text))).toEqual([]);
});
