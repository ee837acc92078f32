import { useTranslations } from "next-intl";
import { EmptyList } from "@/app/(staff)/_ui/list/empty-list";
import type { ActiveFilter } from "@/app/(staff)/_ui/list/list-filters";
import type { BoardFilter } from "@/lib/connect/staff/schema";
import { boardHref } from "./board-address";

/** What stands where rows would: which filter to take away, that nobody owes anything, or that there is no seller. */
export function BoardEmpty({ filter, active }: { filter: BoardFilter; active: ActiveFilter[] }) {
  const t = useTranslations("staff.accounts");

  if (active.length > 0) {
    return (
      <EmptyList
        icon="SearchX"
        title={filter.q ? t("emptyFilter.titleQuery", { query: filter.q }) : t("emptyFilter.title")}
        text={t("emptyFilter.text")}
      >
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          <a href={boardHref({ status: filter.status })} className="btn btn-sm btn-primary">
            {t("emptyFilter.clear")}
          </a>
          {active.length > 1
            ? active.map(({ name, value, without }) => (
                <a key={name} href={without} className="btn btn-sm btn-line">
                  {t("emptyFilter.remove", { name: `${name} ${value}` })}
                </a>
              ))
            : null}
        </div>
      </EmptyList>
    );
  }
  if (filter.status) {
    return (
      <EmptyList
        icon="CircleCheckBig"
        title={t("emptyView.title", { status: t(`status.${filter.status}`) })}
        text={t("emptyView.text")}
      >
        <a href="/connect/accounts" className="btn btn-sm btn-line mt-2">
          {t("emptyView.action")}
        </a>
      </EmptyList>
    );
  }
  return <EmptyList icon="Store" title={t("empty.title")} text={t("empty.text")} />;
}
