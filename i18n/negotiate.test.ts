import { expect, test } from "vitest";
import { askedIn, localeOf, negotiate } from "@/i18n/negotiate";

const ours = ["en", "de", "pt-BR", "zh-Hant", "ar"] as const;
const by = (acceptLanguage: string | null, cookies: string | null = null) =>
  negotiate(askedIn(cookies, acceptLanguage), ours);

test.each([
  ["de", "de"],
  ["de-CH", "de"],
  ["DE-ch", "de"],
  ["pt", "pt-BR"],
  ["pt-PT", "pt-BR"],
  ["zh-Hant-TW", "zh-Hant"],
  ["fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "en"],
  ["en;q=0.1, ar;q=0.9", "ar"],
  ["de;q=0, ar;q=0.1", "ar"],
  ["en ; q=0.5 , de ; q=0.7", "de"],
])("%j is answered in %s", (acceptLanguage, locale) => {
  expect(by(acceptLanguage)).toBe(locale);
});

test.each([null, "", "*", "fr", "d", "-", "--de", ",,;q=,", "de;q=", `${"x,".repeat(200)}de`, "constructor"])(
  "whoever asks for none of ours, such as %j, reads the first",
  (acceptLanguage) => {
    expect(by(acceptLanguage)).toBe("en");
  },
);

test("what somebody chose comes before what their browser asks for", () => {
  expect(by("de", "theme=dark; locale=ar; a=b")).toBe("ar");
  expect(by("de", "locale=ar")).toBe("ar");
});

test.each(["locale=fr", "locale=", "locale=../en", "xlocale=ar", "LOCALE=ar"])(
  "a cookie that names none of ours, such as %j, is as none",
  (cookies) => {
    expect(by("de", cookies)).toBe("de");
  },
);

test("English is what everybody reads who asks for nothing", () => {
  expect(localeOf(askedIn(undefined, undefined))).toBe("en");
});

test("a browser's own languages are asked for as they are", () => {
  expect(negotiate({ cookies: "", languages: ["fr-CH", "PT-br", "de"] }, ours)).toBe("pt-BR");
});
