import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { filterEntries } from "@/app/(staff)/_ui/list/filter-address";
import { ListViews } from "@/app/(staff)/_ui/list/list-views";
import { sumCounts } from "@/lib/capped-count";
import type { QueueFilter, QueuePage } from "@/lib/cases/schema";
import { type DerivedStatus, derivedStatuses } from "@/lib/verification/schema";

const order = [
  "action_needed",
  "in_review",
  "checking",
  "in_progress",
  "verified",
  "declined",
  "closed",
  "not_started",
] as const satisfies readonly DerivedStatus[];

// These two stay away while nothing is in them: few cases ever rest there.
const shownWhenFilled: readonly DerivedStatus[] = ["declined", "not_started"];

/** The queue's views: links, one per status, each with how many there are under the other filters. */
export function QueueViews({
  filter,
  byStatus,
  format,
}: {
  filter: QueueFilter;
  byStatus: QueuePage["byStatus"];
  format: StaffFormat;
}) {
  const t = useTranslations("staff.queue");
  const common = useTranslations("common");
  const all = sumCounts(derivedStatuses.map((status) => byStatus[status]));
  const views = order.filter(
    (status) => !shownWhenFilled.includes(status) || byStatus[status].value > 0 || filter.status === status,
  );

  return (
    <ListViews
      label={t("views")}
      path="/verifications"
      filter={Object.fromEntries(filterEntries(filter))}
      name="status"
      views={[
        { text: t("all"), count: format.count(all) },
        ...views.map((status) => ({
          value: status,
          text: common(`status.${status}`),
          count: format.count(byStatus[status]),
        })),
      ]}
    />
  );
}
