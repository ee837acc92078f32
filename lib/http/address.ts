import { z } from "zod";

/*
 * What may stand in an address of ours, for every page: text, days and moments that PostgreSQL and JavaScript read alike,
 * and places in a list.
 * `.catch(undefined)` is left to the schemas, which drop what cannot be read.
 */

/** Whether it is text: no control characters, of which PostgreSQL refuses the first, and no halves of a character. */
const isText = (text: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(text);

/** Years that both know and that a day or a millisecond more does not lead out of. */
const year = /^(19[7-9]\d|[2-8]\d{3}|9[0-8]\d\d|99[0-8]\d)-/;

/** A line of at most 200 characters. */
export const addressText = z.string().refine(isText).trim().min(1).max(200);

/** A calendar day, 1970 to 9989. */
export const addressDay = z.iso.date().regex(year);

const moment = z.iso.datetime().regex(year);

/** A place in a list that is ordered by a moment, then by an id: the row there, or where one would stand. */
export type Cursor = { at: Date; id: string };

/** A cursor as an address holds it, as `after` or `before`. */
export const toCursorText = ({ at, id }: Cursor): string => `${at.toISOString()}_${id}`;

/** The cursor in an address; null where there is none: no moment from 1970 to 9989, or no `id` of this list. */
export function readCursor(text: string | undefined, id: RegExp): Cursor | null {
  const [, at = "", rest = ""] = /^([^_]+)_(.+)$/.exec(text ?? "") ?? [];
  return moment.safeParse(at).success && id.test(rest) ? { at: new Date(at), id: rest } : null;
}

/** What a search box takes. */
export const searchLength = 200;

/** What somebody searches for. One sign more than is taken is kept of a longer text, so that it can be refused in words. */
export const searchText = z
  .string()
  .refine(isText)
  .trim()
  .min(1)
  .transform((text) => text.slice(0, searchLength + 1))
  .optional()
  .catch(undefined);
