import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { StaffLink } from "@/app/(staff)/_ui/staff-link";
import type { EventFilter } from "@/lib/events/schema";
import { searchLength } from "@/lib/http/address";
import { eventsHref } from "./events-address";

/** What stands where rows would: that the filters match nothing, or that there is nothing of this outcome. */
export async function EventsEmpty({ filter, filtered }: { filter: EventFilter; filtered: boolean }) {
  const t = await getTranslations("staff.events");
  const tooLong = filter.q !== undefined && filter.q.length > searchLength;
  if (filtered) {
    return (
      <div className="staff-blank">
        <Icon of="SearchX" className="size-6 muted" />
        <h2 className="text-base font-semibold">
          {tooLong
            ? t("emptyFilter.titleTooLong", { most: searchLength })
            : filter.q
              ? t("emptyFilter.titleQuery", { query: filter.q })
              : t("emptyFilter.title")}
        </h2>
        <p>{t("emptyFilter.text")}</p>
        <StaffLink rows href={eventsHref({ outcome: filter.outcome })} className="btn btn-sm btn-primary mt-2">
          {t("emptyFilter.clear")}
        </StaffLink>
      </div>
    );
  }
  if (filter.outcome) {
    return (
      <div className="staff-blank">
        <Icon of="CircleCheckBig" className="size-6 muted" />
        <h2 className="text-base font-semibold">{t("emptyView.title", { view: t(`view.${filter.outcome}`) })}</h2>
        <p>{t("emptyView.text")}</p>
        <StaffLink rows href="/events" className="btn btn-sm btn-line mt-2">
          {t("emptyView.action")}
        </StaffLink>
      </div>
    );
  }
  return (
    <div className="staff-blank">
      <Icon of="Inbox" className="size-6 muted" />
      <h2 className="text-base font-semibold">{t("empty.title")}</h2>
      <p>{t("empty.text")}</p>
    </div>
  );
}
