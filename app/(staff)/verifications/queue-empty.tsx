import { useTranslations } from "next-intl";
import { EmptyList } from "@/app/(staff)/_ui/list/empty-list";
import { EmptyView } from "@/app/(staff)/_ui/list/empty-view";
import { KeptFilters } from "@/app/(staff)/_ui/list/kept-filters";
import type { ActiveFilter } from "@/app/(staff)/_ui/list/list-filters";
import { NothingFits } from "@/app/(staff)/_ui/list/nothing-fits";
import type { QueueFilter, SearchRefusal } from "@/lib/cases/schema";
import { searchLength } from "@/lib/http/address";
import { peopleFound } from "@/lib/policy/limits";
import { toReference } from "@/lib/verification/reference";
import { queueHref } from "./queue-address";

/** What stands where rows would: which filter to take away, or that there is nothing to do. */
export function QueueEmpty({
  filter,
  active,
  refusal,
}: {
  filter: QueueFilter;
  active: ActiveFilter[];
  refusal: SearchRefusal | null;
}) {
  const t = useTranslations("staff.queue");
  const common = useTranslations("common");

  if (refusal) {
    return (
      <EmptyList
        alert
        icon="SearchX"
        title={t(`refusedSearch.${refusal}.title`, { most: refusal === "too_wide" ? peopleFound : searchLength })}
        text={t(`refusedSearch.${refusal}.text`, { example: toReference(20_418) })}
      >
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          {refusal === "sent_here" ? (
            <form action="/verifications">
              <KeptFilters filter={filter} names={[]} />
              <button type="submit" className="btn btn-sm btn-primary">
                {t("refusedSearch.search")}
              </button>
            </form>
          ) : null}
          <a
            href={queueHref(filter, { q: undefined })}
            className={`btn btn-sm ${refusal === "sent_here" ? "btn-line" : "btn-primary"}`}
          >
            {t("refusedSearch.clear")}
          </a>
        </div>
      </EmptyList>
    );
  }
  if (active.length > 0) {
    return (
      <NothingFits
        title={filter.q ? t("emptyFilter.titleQuery", { query: filter.q }) : t("emptyFilter.title")}
        text={t("emptyFilter.text")}
        clear={queueHref({ status: filter.status })}
        active={active}
      />
    );
  }
  if (filter.status) {
    return (
      <EmptyView
        title={t("emptyView.title", { status: common(`status.${filter.status}`) })}
        text={t("emptyView.text")}
        all={queueHref({})}
        action={t("emptyView.action")}
      />
    );
  }
  return <EmptyList icon="Inbox" title={t("empty.title")} text={t("empty.text")} />;
}
