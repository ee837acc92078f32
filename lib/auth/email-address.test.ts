import { expect, test } from "vitest";
import { toEmailAddress, toReadableAddress } from "@/lib/auth/email-address";

test.each([
  ["person@россия.рф", "person@xn--h1alffa9f.xn--p1ai"],
  ["person@xn--h1alffa9f.xn--p1ai", "person@xn--h1alffa9f.xn--p1ai"],
  ["Person@РОССИЯ.РФ", "person@xn--h1alffa9f.xn--p1ai"],
  ["person@россия。рф", "person@xn--h1alffa9f.xn--p1ai"],
  ["person@Bücher.example", "person@xn--bcher-kva.example"],
  ["person@例え.テスト", "person@xn--r8jz45g.xn--zckzah"],
  [" Ann.Lee+onboarding@Demo.TEST ", "ann.lee+onboarding@demo.test"],
  ["o'neil@demo.test", "o'neil@demo.test"],
  ["a..b.@demo.test", "a..b.@demo.test"],
  ["!#$%&'*+/=?^_`{|}~-@demo.test", "!#$%&'*+/=?^_`{|}~-@demo.test"],
  [`${"a".repeat(64)}@demo.test`, `${"a".repeat(64)}@demo.test`],
])("%s is the address %s", (typed, address) => {
  expect(toEmailAddress(typed)).toBe(address);
});

test.each([
  "",
  "no address",
  "@demo.test",
  "person@",
  "person",
  "person@localhost",
  "person@127.0.0.1",
  "person@[127.0.0.1]",
  "person@0x7f.1",
  "person@demo.test:25",
  "person@demo.test/x",
  "person@-demo.test",
  "person@demo..test",
  "person@demo.test.",
  "person@xn--.test",
  "per son@demo.test",
  "per\u0000son@demo.test",
  "person@demo.test\nbcc:other@demo.test",
  "person@de\u0000mo.test",
  "person@\ud800.test",
  "пётр@demo.test",
  // The sign for kelvin, whose lower case is a plain k.
  "\u212aim@demo.test",
  "a@b@demo.test",
  "person,other@demo.test",
  "Person <person@demo.test>",
  `${"a".repeat(65)}@demo.test`,
  `person@${"a".repeat(64)}.test`,
  `person@${`${"a".repeat(60)}.`.repeat(5)}test`,
])("%j is no address that mail can be sent to", (typed) => {
  expect(toEmailAddress(typed)).toBeNull();
});

test.each([
  ["person@xn--h1alffa9f.xn--p1ai", "person@россия.рф"],
  ["person@xn--bcher-kva.example", "person@bücher.example"],
  ["person@xn--r8jz45g.xn--zckzah", "person@例え.テスト"],
  ["person@demo.test", "person@demo.test"],
])("%s is shown as %s", (address, shown) => {
  expect(toReadableAddress(address)).toBe(shown);
});

test.each([
  // "apple" with one Cyrillic letter, and all in Cyrillic ones, under a Latin ending.
  "person@xn--pple-43d.com",
  "person@xn--80ak6aa92e.com",
  // Latin letters that look like plain ones.
  `person@${new URL("http://ɑpple.com").hostname}`,
  "person@xn--mcrosoft-tkb.com",
  `person@${new URL("http://ĸay.com").hostname}`,
])("%s could be taken for another, so it stays as it is kept", (address) => {
  expect(toReadableAddress(address)).toBe(address);
});
