import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { filterEntries } from "@/app/(staff)/_ui/list/filter-address";
import { ListViews } from "@/app/(staff)/_ui/list/list-views";
import type { EventFilter, EventPage } from "@/lib/events/schema";

const views = ["failed", "queued", "processed", "ignored", "discarded"] as const;

/** The list's views: links, one per outcome; how many there are stands where counting is cheap. */
export function EventViews({ filter, page, format }: { filter: EventFilter; page: EventPage; format: StaffFormat }) {
  const t = useTranslations("staff.events");

  return (
    <ListViews
      label={t("views")}
      path="/events"
      filter={Object.fromEntries(filterEntries(filter))}
      name="outcome"
      views={[
        { text: t("all"), count: format.count(page.total) },
        ...views.map((outcome) => ({
          value: outcome,
          text: t(`view.${outcome}`),
          ...(outcome === "failed" && { count: format.count(page.deadLetters) }),
          ...(outcome === "failed" && page.deadLetters.value > 0 && { alarm: true as const }),
        })),
      ]}
    />
  );
}
