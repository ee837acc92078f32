import type { ReactNode } from "react";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { shortcutsAct } from "@/app/(staff)/_ui/shortcut";
import { searchLength } from "@/lib/http/address";
import { filterEntries } from "./filter-address";
import { FilterBar, type ListFilter } from "./filter-bar";
import { listFilters } from "./list-filters";

/** Search and filters above a list, in this request's words; `children` stand at its end. */
export async function ListBar({
  path,
  view,
  filter,
  filters,
  searchHint,
  format,
  children,
}: {
  path: string;
  /** The entry of the filter that says which view of the list is open. */
  view: string;
  filter: object;
  filters: ListFilter[];
  searchHint: string;
  format: StaffFormat;
  children?: ReactNode;
}) {
  const [{ words }, keys] = await Promise.all([listFilters(format), shortcutsAct()]);
  return (
    <FilterBar
      path={path}
      filter={Object.fromEntries(filterEntries(filter))}
      view={view}
      filters={filters}
      searchLength={searchLength}
      keys={keys}
      words={{ ...words, searchHint }}
    >
      {children}
    </FilterBar>
  );
}
