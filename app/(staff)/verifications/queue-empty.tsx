import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { KeptFilters } from "@/app/(staff)/_ui/list/kept-filters";
import type { ActiveFilter } from "@/app/(staff)/_ui/list/list-filters";
import { StaffLink } from "@/app/(staff)/_ui/staff-link";
import type { QueueFilter, SearchRefusal } from "@/lib/cases/schema";
import { searchLength } from "@/lib/http/address";
import { queueHref } from "./queue-address";

/** What stands where rows would: which filter to take away, or that there is nothing to do. */
export async function QueueEmpty({
  filter,
  active,
  refusal,
}: {
  filter: QueueFilter;
  active: ActiveFilter[];
  refusal: SearchRefusal | null;
}) {
  const [t, common] = await Promise.all([getTranslations("staff.queue"), getTranslations("common")]);

  if (refusal) {
    return (
      <div className="staff-blank" role="alert">
        <Icon of="SearchX" className="size-6 muted" />
        <h2 className="text-base font-semibold">{t(`refusedSearch.${refusal}.title`, { most: searchLength })}</h2>
        <p>{t(`refusedSearch.${refusal}.text`)}</p>
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          {refusal === "sent_here" ? (
            <form action="/verifications">
              <KeptFilters filter={filter} names={[]} />
              <button type="submit" className="btn btn-sm btn-primary">
                {t("refusedSearch.search")}
              </button>
            </form>
          ) : null}
          <StaffLink
            rows
            href={queueHref(filter, { q: undefined })}
            className={`btn btn-sm ${refusal === "sent_here" ? "btn-line" : "btn-primary"}`}
          >
            {t("refusedSearch.clear")}
          </StaffLink>
        </div>
      </div>
    );
  }
  if (active.length > 0) {
    return (
      <div className="staff-blank">
        <Icon of="SearchX" className="size-6 muted" />
        <h2 className="text-base font-semibold">
          {filter.q ? t("emptyFilter.titleQuery", { query: filter.q }) : t("emptyFilter.title")}
        </h2>
        <p>{t("emptyFilter.text")}</p>
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          <StaffLink rows href={queueHref({ status: filter.status })} className="btn btn-sm btn-primary">
            {t("emptyFilter.clear")}
          </StaffLink>
          {active.length > 1
            ? active.map(({ name, value, without }) => (
                <StaffLink rows key={name} href={without} className="btn btn-sm btn-line">
                  {t("emptyFilter.remove", { name: `${name} ${value}` })}
                </StaffLink>
              ))
            : null}
        </div>
      </div>
    );
  }
  if (filter.status) {
    return (
      <div className="staff-blank">
        <Icon of="CircleCheckBig" className="size-6 muted" />
        <h2 className="text-base font-semibold">
          {t("emptyView.title", { status: common(`status.${filter.status}`) })}
        </h2>
        <p>{t("emptyView.text")}</p>
        <StaffLink rows href="/verifications" className="btn btn-sm btn-line mt-2">
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
