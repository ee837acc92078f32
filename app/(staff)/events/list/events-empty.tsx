import { useTranslations } from "next-intl";
import { EmptyList } from "@/app/(staff)/_ui/list/empty-list";
import type { EventFilter } from "@/lib/events/schema";
import { searchLength } from "@/lib/http/address";
import { eventsHref } from "./events-address";

/** What stands where rows would: that the filters match nothing, or that there is nothing of this outcome. */
export function EventsEmpty({ filter, filtered }: { filter: EventFilter; filtered: boolean }) {
  const t = useTranslations("staff.events");
  const tooLong = filter.q !== undefined && filter.q.length > searchLength;
  if (filtered) {
    return (
      <EmptyList
        icon="SearchX"
        title={
          tooLong
            ? t("emptyFilter.titleTooLong", { most: searchLength })
            : filter.q
              ? t("emptyFilter.titleQuery", { query: filter.q })
              : t("emptyFilter.title")
        }
        text={t("emptyFilter.text")}
      >
        <a href={eventsHref({ outcome: filter.outcome })} className="btn btn-sm btn-primary mt-2">
          {t("emptyFilter.clear")}
        </a>
      </EmptyList>
    );
  }
  if (filter.outcome) {
    return (
      <EmptyList
        icon="CircleCheckBig"
        title={t("emptyView.title", { view: t(`view.${filter.outcome}`) })}
        text={t("emptyView.text")}
      >
        <a href="/events" className="btn btn-sm btn-line mt-2">
          {t("emptyView.action")}
        </a>
      </EmptyList>
    );
  }
  return <EmptyList icon="Inbox" title={t("empty.title")} text={t("empty.text")} />;
}
