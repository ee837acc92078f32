import { expect, test } from "vitest";
import { bankFormOf, isKatakanaOrLatin, writeBankNumber } from "./sellers";

test.each([
  ["de89 3704 0044 0532 0130 00", undefined, "DE89370400440532013000"],
  ["10-88-00", undefined, "108800"],
  ["１１００－０００", undefined, "1100000"],
  ["\u202a١١٠٠٠\u200b٠٠٠٠\u202c", undefined, "110000000"],
  ["1100000", bankFormOf("SG")?.hyphenAfter, "1100-000"],
  ["110-0000", bankFormOf("BR")?.hyphenAfter, "110-0000"],
])("%s is sent as Stripe takes it", (typed, hyphenAfter, sent) => {
  expect(writeBankNumber(typed, hyphenAfter)).toBe(sent);
});

test.each([
  ["ミホン　ジュノ", true],
  ["ﾐﾎﾝ ｼﾞｭﾉ", true],
  ["Mihon Juno", true],
  ["見本 樹乃", false],
  ["みほん じゅの", false],
])("whether a Japanese bank writes a holder as %s: %s", (name, does) => {
  expect(isKatakanaOrLatin(name)).toBe(does);
});
