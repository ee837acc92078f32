import { domainToASCII, domainToUnicode } from "node:url";
import { z } from "zod";

/** What a domain may be typed in: letters of any script, digits, hyphens, and the dots that browsers take for one. */
const typedDomain = /^([\p{L}\p{N}.\u3002\uff0e\uff61\u00b7-]|\p{M}|\p{Join_Control})+$/u;

/** A domain that mail can be sent to: several labels (RFC 5321, 2.3.5), and not an address of numbers. */
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(?!\d+$)[a-z0-9-]{2,}$/;

/**
 * An e-mail address as we keep and compare it: lower case, its domain in ASCII, so that both spellings of an
 * internationalised domain are one account. Takes what a browser's e-mail field takes (HTML standard, "valid e-mail
 * address"), and the readable form of its domain. Null for anything else.
 */
export function toEmailAddress(text: string): string | null {
  const at = text.lastIndexOf("@");
  // Of plain capitals alone: the sign for kelvin, U+212A, has a plain k for its lower case, and an address with it is another
  // person's.
  const local = text
    .slice(0, at)
    .trim()
    .replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
  const typed = text.slice(at + 1).trim();
  // By UTS #46, as browsers do it; "" for what is no domain.
  const ascii = typedDomain.test(typed) ? domainToASCII(typed) : "";
  const address = `${local}@${ascii}`;
  const valid = at > 0 && local.length <= 64 && address.length <= 254 && domain.test(ascii);
  return valid && z.regexes.html5Email.test(address) ? address : null;
}

// Scripts that one label may be written in. Of Latin only the letters of Europe's languages, without ı and ĸ: others look like
// plain ones.
const scripts = [
  /^[a-z0-9\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u017e-]+$/,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc0-9-]+$/u,
  /^[\p{Script=Hangul}0-9-]+$/u,
  ...["Arabic", "Armenian", "Bengali", "Cyrillic", "Devanagari", "Georgian", "Greek", "Hebrew", "Tamil", "Thai"].map(
    (script) => new RegExp(`^[\\p{Script=${script}}0-9-]+$`, "u"),
  ),
];

/**
 * An address in its readable form, where that cannot be taken for another: all labels of its domain, the last one
 * included, are written in one script. Else as it is kept; `аpple.com` in Cyrillic letters stays `xn--…`.
 */
export function toReadableAddress(address: string): string {
  const at = address.lastIndexOf("@");
  const readable = domainToUnicode(address.slice(at + 1));
  const safe = scripts.some((script) => readable.split(".").every((label) => script.test(label)));
  return safe ? `${address.slice(0, at)}@${readable}` : address;
}
