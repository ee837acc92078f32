import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { searchLength } from "@/lib/http/address";
import { filterEntries } from "./filter-address";
import { FilterBar, type ListFilter } from "./filter-bar";

/** Search and filters above a list, in this request's words; `children` stand at its end. */
export function ListBar({
  path,
  view,
  filter,
  filters,
  searchHint,
  keys,
  children,
}: {
  path: string;
  /** The entry of the filter that says which view of the list is open. */
  view: string;
  filter: object;
  filters: ListFilter[];
  searchHint: string;
  /** Whether single keys act. */
  keys: boolean;
  children?: ReactNode;
}) {
  const t = useTranslations("staff.filters");
  return (
    <FilterBar
      path={path}
      filter={Object.fromEntries(filterEntries(filter))}
      view={view}
      filters={filters}
      searchLength={searchLength}
      keys={keys}
      words={{ bar: t("bar"), search: t("search"), searchHint, apply: t("apply"), clear: t("clear") }}
    >
      {children}
    </FilterBar>
  );
}
