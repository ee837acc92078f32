import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { filterEntries } from "@/app/(staff)/_ui/list/filter-address";
import { FilterBar, type ListFilter } from "@/app/(staff)/_ui/list/filter-bar";
import { listFilters } from "@/app/(staff)/_ui/list/list-filters";
import { shortcutsAct } from "@/app/(staff)/_ui/shortcut";
import { StaffLink } from "@/app/(staff)/_ui/staff-link";
import { shortType } from "@/app/(staff)/events/event-type";
import type { EventFilter } from "@/lib/events/schema";
import { searchLength } from "@/lib/http/address";
import { eventsHref } from "./events-address";

/** The filters of the list in the order of the bar, each with what it is set to. `types` are offered by name. */
export async function eventFilters(filter: EventFilter, types: string[], format: StaffFormat): Promise<ListFilter[]> {
  const [t, { on, days }] = await Promise.all([getTranslations("staff.events"), listFilters(format)]);
  return [
    {
      id: "filter-type",
      name: t("type"),
      owns: ["type"],
      ...on(t("type"), filter.type && shortType(filter.type)),
      choices: types.map((value) => ({ value })),
      codes: "beneath",
    },
    days("filter-received", t("time"), filter),
  ];
}

/** Search, filters and the way to replay what they hold, where this viewer may `replay`. */
export async function EventFilters({
  filter,
  filters,
  format,
  replay,
}: {
  filter: EventFilter;
  filters: ListFilter[];
  format: StaffFormat;
  replay: boolean;
}) {
  const [t, { words }, keys] = await Promise.all([
    getTranslations("staff.events"),
    listFilters(format),
    shortcutsAct(),
  ]);

  return (
    <FilterBar
      path="/events"
      filter={Object.fromEntries(filterEntries(filter))}
      view="outcome"
      filters={filters}
      searchLength={searchLength}
      keys={keys}
      words={{ ...words, searchHint: t("searchHint") }}
    >
      {replay ? (
        <StaffLink href={eventsHref(filter, {}, "/events/replay")} className="btn btn-sm btn-line ms-auto">
          <Icon of="RotateCcw" className="size-3.5" />
          {t("replayFiltered")}
        </StaffLink>
      ) : null}
    </FilterBar>
  );
}
