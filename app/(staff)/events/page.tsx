import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { ListBar } from "@/app/(staff)/_ui/list/list-bar";
import { ListFoot } from "@/app/(staff)/_ui/list/list-foot";
import { UnreadFilters } from "@/app/(staff)/_ui/list/unread-filters";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { SectionHead } from "@/app/(staff)/_ui/page-head";
import { shortcutsAct } from "@/app/(staff)/_ui/shortcut";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { requirePermission } from "@/lib/auth/viewer";
import { loadEvents } from "@/lib/events/loaders";
import { mayReplayFilter } from "@/lib/events/rules";
import { eventFilterNames } from "@/lib/events/schema";
import { followedEvents } from "@/lib/events/target";
import { loadEndpointHealth } from "@/lib/health/loaders";
import { EventSide } from "./endpoint/event-side";
import { eventFilters } from "./list/event-filters";
import { EventTable } from "./list/event-table";
import { EventViews } from "./list/event-views";
import { eventsHref, readEventFilter } from "./list/events-address";
import { EventsEmpty } from "./list/events-empty";

/** Every webhook event, newest first, and how the endpoint is doing; the address holds the filters. */
export default async function EventsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const viewer = await requirePermission("events.read");
  const search = await searchParams;
  const filter = readEventFilter(search);
  const [page, health, t, format, keys] = await Promise.all([
    loadEvents(viewer, filter),
    loadEndpointHealth(viewer),
    getTranslations("staff.events"),
    staffFormat(),
    shortcutsAct(),
  ]);
  const types = [...new Set([...followedEvents, ...page.rows.map((row) => row.type).sort()])];
  const filters = await eventFilters(filter, types, format);
  const replayed = /^\d{1,5}$/.exec(String(search.replayed))?.[0];

  return (
    <StaffMain tab={t("title")}>
      <SectionHead title={t("title")} note={t("kept")}>
        <span className="staff-tag tone-neutral ms-auto">
          <Icon of="EyeOff" className="size-3" />
          {t("noPersonal")}
        </span>
      </SectionHead>
      <EventViews filter={filter} page={page} format={format} />
      <div className="event-columns">
        <div className="event-list">
          <ListBar
            path="/events"
            view="outcome"
            filter={filter}
            filters={filters}
            searchHint={t("searchHint")}
            keys={keys}
          >
            {mayReplayFilter(viewer, { events: null }).ok ? (
              <a href={eventsHref(filter, {}, "/events/replay")} className="btn btn-sm btn-line ms-auto">
                <Icon of="RotateCcw" className="size-3.5" />
                {t("replayFiltered")}
              </a>
            ) : null}
          </ListBar>
          {replayed ? (
            <div className="px-4 pb-2">
              <StaffNotice kind="info">{t("replayed", { count: Number(replayed) })}</StaffNotice>
            </div>
          ) : null}
          <UnreadFilters names={eventFilterNames} filter={filter} search={search} />
          <div className="list-rows">
            {page.rows.length > 0 ? (
              <EventTable
                rows={page.rows}
                format={format}
                explained={filter.outcome === "failed" || filter.q !== undefined}
              />
            ) : (
              <EventsEmpty filter={filter} filtered={filter.q !== undefined || filters.some(({ on }) => on)} />
            )}
          </div>
          <ListFoot
            page={page}
            href={(cursor) => eventsHref(filter, cursor)}
            words={{ label: t("pages"), newer: t("newer"), older: t("older") }}
          >
            {filter.outcome === undefined || filter.outcome === "failed" ? (
              <span className="num">
                {t("shown", {
                  shown: page.rows.length,
                  total: format.count(filter.outcome ? page.deadLetters : page.total),
                })}
              </span>
            ) : null}
            {page.walkedTo ? <span>{t("walked", { stamp: format.stamp(page.walkedTo) })}</span> : null}
          </ListFoot>
        </div>
        <EventSide health={health} format={format} />
      </div>
    </StaffMain>
  );
}
