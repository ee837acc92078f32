import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { filterEntries } from "@/app/(staff)/_ui/list/filter-address";
import { ListViews } from "@/app/(staff)/_ui/list/list-views";
import { sumCounts } from "@/lib/capped-count";
import { type BoardFilter, type BoardPage, connectStatuses } from "@/lib/connect/staff/schema";

/** The board's views: links, one per status, each with how many there are under the other filters. */
export function BoardViews({
  filter,
  byStatus,
  format,
}: {
  filter: BoardFilter;
  byStatus: BoardPage["byStatus"];
  format: StaffFormat;
}) {
  const t = useTranslations("staff.accounts");
  // Nobody stays there for long.
  const shown = connectStatuses.filter(
    (status) => status !== "not_started" || filter.status === status || (byStatus?.[status].value ?? 0) > 0,
  );
  return (
    <ListViews
      label={t("views")}
      path="/connect/accounts"
      filter={Object.fromEntries(filterEntries(filter))}
      name="status"
      views={[
        {
          text: t("all"),
          ...(byStatus && { count: format.count(sumCounts(connectStatuses.map((status) => byStatus[status]))) }),
        },
        ...shown.map((status) => ({
          value: status,
          text: t(`status.${status}`),
          ...(byStatus && { count: format.count(byStatus[status]) }),
        })),
      ]}
    />
  );
}
