import { z } from "zod";
import { now } from "@/lib/time";

/*
 * How the gateway reads Stripe's answers. Stripe's OpenAPI leaves every enum open (`x-stripeBypassValidation`), lets nearly
 * every field be null and bounds text at 5,000 characters, so none of these readers fails: one odd value must not keep the
 * rest of an answer from a person. What cannot be kept as it came is null or `unknown`, never something that looks like an
 * answer.
 */

/** Stands where Stripe sent something that has no name here. */
export const unknown = "unknown";

/** What a code, a type or a country of Stripe's looks like; every stored one does. Short, because they are indexed. */
export const wordPattern = /^[\w.:-]{1,100}$/;

// Optional, because Stripe may leave out any property.
const anything = z.unknown().optional();

/** A code, a type, a country: as Stripe wrote it, `unknown` where it is no word, null where Stripe gave none. */
export const word = anything.transform((value): string | null => {
  if (value === null || value === undefined || value === "") return null;
  return typeof value === "string" && wordPattern.test(value) ? value : unknown;
});

/** A country in capitals: ISO 3166-1 alpha-2, or the one to three letters that a document prints (`UNO`, `XXB`, `RKS`, `D`). */
const countryPattern = /^[A-Z]{1,3}$/;

/** The country of a document: as Stripe wrote it, `unknown` where that is no code, null where Stripe gave none. */
export const country = word.transform((value) => (value === null || countryPattern.test(value) ? value : unknown));

const longestText = 5_000;

/** Text for people to read; U+FFFD where a character is none that UTF-8 or PostgreSQL has. Null: none, or too long. */
export const text = anything.transform((value): string | null => {
  if (typeof value !== "string" || value === "" || value.length > longestText) return null;
  return value.toWellFormed().replaceAll("\0", "\u{fffd}");
});

const lastSecond = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

/** Seconds since 1970; null where they are no time. */
export const maybeTime = anything.transform((value): Date | null => {
  const seconds = z.number().int().min(0).max(lastSecond).safeParse(value);
  return seconds.success ? new Date(seconds.data * 1000) : null;
});

/** Seconds since 1970; the moment of reading where they are no time. */
export const time = maybeTime.transform((value): Date => value ?? now());

/** A part of an answer; null where Stripe gave none. */
export const block = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).nullish().catch(null);

/** An id with this prefix, of an object or in its place; null where there is none. */
export const idOf = (prefix: string) =>
  anything.transform((value): string | null => {
    const id = typeof value === "object" && value !== null && "id" in value ? value.id : value;
    return typeof id === "string" && id.startsWith(prefix) && wordPattern.test(id) ? id : null;
  });
