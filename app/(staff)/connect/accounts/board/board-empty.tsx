import { useTranslations } from "next-intl";
import { EmptyList } from "@/app/(staff)/_ui/list/empty-list";
import { EmptyView } from "@/app/(staff)/_ui/list/empty-view";
import type { ActiveFilter } from "@/app/(staff)/_ui/list/list-filters";
import { NothingFits } from "@/app/(staff)/_ui/list/nothing-fits";
import type { BoardFilter } from "@/lib/connect/staff/schema";
import { boardHref } from "./board-address";

/** What stands where rows would: which filter to take away, that nobody owes anything, or that there is no seller. */
export function BoardEmpty({ filter, active }: { filter: BoardFilter; active: ActiveFilter[] }) {
  const t = useTranslations("staff.accounts");

  if (active.length > 0) {
    return (
      <NothingFits
        title={filter.q ? t("emptyFilter.titleQuery", { query: filter.q }) : t("emptyFilter.title")}
        text={t("emptyFilter.text")}
        clear={boardHref({ status: filter.status })}
        active={active}
      />
    );
  }
  if (filter.status) {
    return (
      <EmptyView
        title={t("emptyView.title", { status: t(`status.${filter.status}`) })}
        text={t("emptyView.text")}
        all={boardHref({})}
        action={t("emptyView.action")}
      />
    );
  }
  return <EmptyList icon="Store" title={t("empty.title")} text={t("empty.text")} />;
}
