import type { Condition, Filter } from "../store/objects.ts";
import type { Parameters } from "./parameters.ts";

/** What every list accepts. */
type ListParameters = { limit: number; startingAfter: string | null; endingBefore: string | null };

/** Which objects of a kind a list shows, and which page of it. */
export type ListQuery = {
  list: ListParameters;
  filters?: readonly Filter[];
  conditions?: readonly Condition[];
  /** What was made before this second counts as gone: it is not listed, and as a cursor it is unknown. */
  goneBefore?: number;
};

/** Stripe API, pagination: `limit` is clamped to 1–100, not refused. */
export function readListParameters(parameters: Parameters): ListParameters {
  return {
    limit: Math.min(100, Math.max(1, parameters.isEmpty("limit") ? 10 : (parameters.integer("limit") ?? 10))),
    startingAfter: parameters.text("starting_after") ?? null,
    endingBefore: parameters.text("ending_before") ?? null,
  };
}

/** The `created` filter of most lists: an exact second or bounds. */
export function readCreated(parameters: Parameters): Filter[] {
  return parameters.range("created").map((range) => ({ property: "created", ...range }));
}

/** A filter for a value that was sent, none otherwise. */
export function equals(property: string, value: string | undefined): Filter[] {
  return value ? [{ property, operator: "=", value }] : [];
}
