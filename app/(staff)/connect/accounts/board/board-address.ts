import { listHref } from "@/app/(staff)/_ui/list/filter-address";
import { type BoardFilter, boardFilter } from "@/lib/connect/staff/schema";

/** The filters as they stand in an address. What is unknown, repeated or malformed is dropped. */
export function readBoardFilter({ country, ...rest }: Record<string, string | string[] | undefined>): BoardFilter {
  return boardFilter.parse({ ...rest, country: typeof country === "string" ? country.toUpperCase() : undefined });
}

/** The address of the board with some filters changed (`filterHref`). */
export const boardHref = listHref<BoardFilter>("/connect/accounts");
