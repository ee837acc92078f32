import { randomFillSync } from "node:crypto";

/** In the order of their codes, so that text made of them sorts as the numbers do. */
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const unbiasedBytes = 256 - (256 % alphabet.length);

/** Random bytes, fetched many at a time: each fetch is a call of the system. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** `length` random characters, upper case, lower case and digits, unguessable. */
export function randomToken(length: number): string {
  let token = "";
  while (token.length < length) {
    const byte = nextByte();
    if (byte < unbiasedBytes) token += alphabet.charAt(byte % alphabet.length);
  }
  return token;
}

/**
 * A new id as Stripe forms them: the prefix, `_`, and 24 mixed-case alphanumerics. They begin with the time, so that what
 * is made together lies together in the database's indexes.
 */
export function newId(prefix: string): string {
  return `${prefix}_${timeCharacters()}${randomToken(17)}`;
}

function nextByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.readUInt8(used++);
}

/** Milliseconds since the epoch, seven characters until the year 2081. */
function timeCharacters(): string {
  let characters = "";
  for (let rest = Date.now(); characters.length < 7; rest = Math.floor(rest / alphabet.length)) {
    characters = alphabet.charAt(rest % alphabet.length) + characters;
  }
  return characters;
}
