import { randomBytes } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const unbiasedBytes = 256 - (256 % alphabet.length);

/** `length` random characters, upper case, lower case and digits, unguessable. */
export function randomToken(length: number): string {
  let token = "";
  while (token.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < unbiasedBytes && token.length < length) token += alphabet.charAt(byte % alphabet.length);
    }
  }
  return token;
}

/** A new id as Stripe forms them: the prefix, `_`, and 24 mixed-case alphanumerics. */
export function newId(prefix: string): string {
  return `${prefix}_${randomToken(24)}`;
}
