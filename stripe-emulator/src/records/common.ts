/** What several kinds of objects carry. */

export type Metadata = Record<string, string>;
export type DateParts = { day: number | null; month: number | null; year: number | null };
export type Address = {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
};

export type ErrorDetail = { code: string | null; reason: string | null };

/** As much of `Whole` as was given so far; null is as good as absent. */
export type Given<Whole> = { [Name in keyof Whole]?: Whole[Name] | null };
