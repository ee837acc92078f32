import { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { StaffLink } from "@/app/(dashboard)/_ui/staff-link";
import type { EventFilter, EventPage } from "@/lib/events/schema";
import { eventsHref } from "./events-address";

const views = ["failed", "queued", "processed", "ignored", "discarded"] as const;

/** The list's views: links, one per outcome; how many there are stands where counting is cheap. */
export async function EventViews({
  filter,
  page,
  format,
}: {
  filter: EventFilter;
  page: EventPage;
  format: StaffFormat;
}) {
  const t = await getTranslations("staff.events");

  return (
    <nav aria-label={t("views")} className="queue-views">
      <StaffLink
        rows
        href={eventsHref(filter, { outcome: undefined })}
        aria-current={filter.outcome ? undefined : "page"}
      >
        {t("all")} <span className="view-count">{format.count(page.total)}</span>
      </StaffLink>
      {views.map((outcome) => (
        <StaffLink
          rows
          key={outcome}
          href={eventsHref(filter, { outcome })}
          aria-current={filter.outcome === outcome ? "page" : undefined}
        >
          {t(`view.${outcome}`)}
          {outcome === "failed" ? (
            <span className={page.deadLetters.value > 0 ? "view-count view-count-alarm" : "view-count"}>
              {format.count(page.deadLetters)}
            </span>
          ) : null}
        </StaffLink>
      ))}
    </nav>
  );
}
