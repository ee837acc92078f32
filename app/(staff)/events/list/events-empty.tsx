import { useTranslations } from "next-intl";
import { EmptyList } from "@/app/(staff)/_ui/list/empty-list";
import { EmptyView } from "@/app/(staff)/_ui/list/empty-view";
import { NothingFits } from "@/app/(staff)/_ui/list/nothing-fits";
import type { EventFilter } from "@/lib/events/schema";
import { searchLength } from "@/lib/http/address";
import { eventsHref } from "./events-address";

/** What stands where rows would: that the filters match nothing, or that there is nothing of this outcome. */
export function EventsEmpty({ filter, filtered }: { filter: EventFilter; filtered: boolean }) {
  const t = useTranslations("staff.events");
  const tooLong = filter.q !== undefined && filter.q.length > searchLength;
  if (filtered) {
    return (
      <NothingFits
        title={
          tooLong
            ? t("emptyFilter.titleTooLong", { most: searchLength })
            : filter.q
              ? t("emptyFilter.titleQuery", { query: filter.q })
              : t("emptyFilter.title")
        }
        text={t("emptyFilter.text")}
        clear={eventsHref({ outcome: filter.outcome })}
      />
    );
  }
  if (filter.outcome) {
    return (
      <EmptyView
        title={t("emptyView.title", { view: t(`view.${filter.outcome}`) })}
        text={t("emptyView.text")}
        all={eventsHref({})}
        action={t("emptyView.action")}
      />
    );
  }
  return <EmptyList icon="Inbox" title={t("empty.title")} text={t("empty.text")} />;
}
