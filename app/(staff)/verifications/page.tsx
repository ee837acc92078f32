import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { EmptyPage } from "@/app/(staff)/_ui/list/empty-page";
import { KeptFilters } from "@/app/(staff)/_ui/list/kept-filters";
import { ListBar } from "@/app/(staff)/_ui/list/list-bar";
import { listFilters } from "@/app/(staff)/_ui/list/list-filters";
import { ListFoot } from "@/app/(staff)/_ui/list/list-foot";
import { UnreadFilters } from "@/app/(staff)/_ui/list/unread-filters";
import { SectionHead } from "@/app/(staff)/_ui/page-head";
import { shortcutsAct } from "@/app/(staff)/_ui/shortcut";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { may } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/viewer";
import { loadQueue } from "@/lib/cases/loaders";
import { mayExport } from "@/lib/cases/rules";
import { queueFilterNames } from "@/lib/cases/schema";
import { isSentByAnotherSite } from "@/lib/http/same-origin";
import { queueHref, readQueueFilter } from "./queue-address";
import { QueueEmpty } from "./queue-empty";
import { queueFilters } from "./queue-filters";
import { QueueTable } from "./queue-table";
import { QueueViews } from "./queue-views";

/**
 * The review queue, newest first; its address holds the filters. There is no `loading.tsx` on purpose: behind it, rows
 * would be streamed into hidden markup that only script can show. The wait is drawn by staff.css instead.
 */
export default async function QueuePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const viewer = await requirePermission("verifications.read");
  const [search, asked] = await Promise.all([searchParams, headers()]);
  const filter = readQueueFilter(search);
  const [queue, t, format, keys] = await Promise.all([
    loadQueue(viewer, filter, { sentHere: isSentByAnotherSite(asked) }),
    getTranslations("staff.queue"),
    staffFormat(),
    shortcutsAct(),
  ]);
  const countries = [...new Set(queue.rows.flatMap((row) => row.documentCountry ?? []))].sort();
  const filters = await queueFilters(filter, countries, format);

  return (
    <StaffMain tab={t("title")} className="queue">
      <SectionHead title={t("title")} note={t("order")}>
        {mayExport(viewer).ok ? (
          <form method="post" action="/verifications/export" className="ms-auto flex flex-wrap gap-2">
            <KeptFilters filter={filter} names={[]} />
            <button type="submit" title={t("exportTitle")} className="btn btn-sm btn-line">
              <Icon of="Download" className="size-3.5" />
              {t("export")}
            </button>
            <button
              type="submit"
              name="source"
              value="stripe"
              title={t("exportStripeTitle")}
              className="btn btn-sm btn-line"
            >
              <Icon of="Download" className="size-3.5" />
              {t("exportStripe")}
            </button>
          </form>
        ) : null}
      </SectionHead>
      <QueueViews filter={filter} byStatus={queue.byStatus} format={format} />
      <ListBar
        path="/verifications"
        view="status"
        filter={filter}
        filters={filters}
        searchHint={t(may(viewer.role, "personal.read") ? "searchHint" : "searchHintMasked")}
        keys={keys}
      />
      <UnreadFilters names={queueFilterNames} filter={filter} search={search} />
      <div className="list-rows">
        {queue.rows.length > 0 ? (
          <QueueTable rows={queue.rows} format={format} />
        ) : queue.total.value > 0 ? (
          <EmptyPage first={queueHref(filter)} />
        ) : (
          <QueueEmpty
            filter={filter}
            active={(await listFilters(format)).active("/verifications", filter, filters)}
            refusal={queue.searchRefusal}
          />
        )}
      </div>
      <ListFoot
        page={queue}
        href={(cursor) => queueHref(filter, cursor)}
        words={{ label: t("pages"), newer: t("newer"), older: t("older") }}
      >
        <span className="num">{t("shown", { shown: queue.rows.length, total: format.count(queue.total) })}</span>
      </ListFoot>
    </StaffMain>
  );
}
