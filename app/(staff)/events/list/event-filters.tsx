import { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { ListFilter } from "@/app/(staff)/_ui/list/filter-bar";
import { listFilters } from "@/app/(staff)/_ui/list/list-filters";
import { shortType } from "@/app/(staff)/events/event-type";
import type { EventFilter } from "@/lib/events/schema";

/** The filters of the list in the order of the bar, each with what it is set to. `types` are offered by name. */
export async function eventFilters(filter: EventFilter, types: string[], format: StaffFormat): Promise<ListFilter[]> {
  const [t, { on, days }] = await Promise.all([getTranslations("staff.events"), listFilters(format)]);
  return [
    {
      id: "filter-type",
      name: t("type"),
      owns: ["type"],
      ...on(t("type"), filter.type && shortType(filter.type)),
      choices: Object.fromEntries(types.map((type) => [type, null])),
      codes: "beneath",
    },
    days("filter-received", t("time"), filter),
  ];
}
