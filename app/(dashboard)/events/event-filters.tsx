import { RotateCcw, Search } from "lucide";
import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { type ActiveFilter, FilterChip } from "@/app/(dashboard)/_ui/filter-chip";
import { FilterOptions } from "@/app/(dashboard)/_ui/filter-options";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { KeptFilters } from "@/app/(dashboard)/_ui/kept-filters";
import { shortcut } from "@/app/(dashboard)/_ui/shortcut";
import { StaffLink } from "@/app/(dashboard)/_ui/staff-link";
import { now } from "@/lib/time";
import type { EventFilter } from "@/lib/webhooks/events-schema";
import { eventsHref, shortType } from "./events-address";

const dayMs = 24 * 60 * 60 * 1000;
const dayBefore = (days: number) => new Date(now().getTime() - days * dayMs).toISOString().slice(0, 10);

/** What is on besides the view, in the order of the filter bar, in words. */
export async function activeFilters(filter: EventFilter, format: StaffFormat): Promise<ActiveFilter[]> {
  const t = await getTranslations("staff.events");
  const { q, type, from, to } = filter;
  const range = () => {
    if (from && to) return t("between", { from: format.day(from), to: format.day(to) });
    return from ? t("since", { day: format.day(from) }) : t("until", { day: to ? format.day(to) : "" });
  };
  const active: (ActiveFilter | false)[] = [
    q !== undefined && { name: t("query"), value: q, without: eventsHref(filter, { q: undefined }) },
    type !== undefined && { name: t("type"), value: shortType(type), without: eventsHref(filter, { type: undefined }) },
    (from !== undefined || to !== undefined) && {
      name: t("time"),
      value: range(),
      without: eventsHref(filter, { from: undefined, to: undefined }),
    },
  ];
  return active.filter((entry) => entry !== false);
}

/** Search, filters and the way to replay what they hold. Plain GET forms and links: nothing here needs script. */
export async function EventFilters({
  filter,
  active,
  types,
  replay,
}: {
  filter: EventFilter;
  active: ActiveFilter[];
  /** Event types that are offered by name. */
  types: string[];
  /** Whether this viewer may replay. */
  replay: boolean;
}) {
  const [t, find] = await Promise.all([getTranslations("staff.events"), shortcut("/")]);
  const chip = (id: string, name: string) => ({
    id,
    name,
    on: active.find((entry) => entry.name === name),
    remove: t("remove", { name }),
  });

  return (
    <div className="queue-filters">
      <search className="contents">
        <form action="/events" className="contents">
          <KeptFilters filter={filter} names={["q"]} />
          <label className="queue-search">
            <Icon of={Search} className="size-3.5 shrink-0 muted" />
            <input
              type="search"
              name="q"
              defaultValue={filter.q}
              key={filter.q}
              placeholder={t("searchHint")}
              aria-label={t("search")}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              {...find.attributes}
            />
            {find.hint}
          </label>
        </form>
      </search>
      <fieldset className="queue-chips" aria-label={t("filters")}>
        <FilterChip {...chip("filter-type", t("type"))}>
          <FilterOptions
            className="max-h-[22rem]"
            options={types.map((type) => ({
              href: eventsHref(filter, { type }),
              code: type,
              here: filter.type === type,
            }))}
          />
        </FilterChip>
        <FilterChip {...chip("filter-received", t("time"))}>
          <FilterOptions
            options={[1, 7, 30].map((days) => ({
              href: eventsHref(filter, { from: dayBefore(days - 1), to: undefined }),
              text: days === 1 ? t("today") : t("lastDays", { days }),
            }))}
          />
          <form action="/events" className="filter-form">
            <KeptFilters filter={filter} names={["from", "to"]} />
            <div className="grid grid-cols-2 gap-2">
              {(["from", "to"] as const).map((end) => (
                <label key={end} className="flex flex-col gap-1">
                  {t(end)}
                  <input
                    type="date"
                    name={end}
                    defaultValue={filter[end]}
                    key={filter[end]}
                    className="input input-sm num w-full"
                  />
                </label>
              ))}
            </div>
            <span className="flex items-center gap-2">
              <span className="text-2xs muted">{t("utcDays")}</span>
              <button type="submit" className="btn btn-sm btn-primary ms-auto">
                {t("apply")}
              </button>
            </span>
          </form>
        </FilterChip>
        {active.length > 0 ? (
          <StaffLink
            rows
            href={eventsHref({ outcome: filter.outcome })}
            className="staff-text-link px-1 whitespace-nowrap"
          >
            {t("clear")}
          </StaffLink>
        ) : null}
      </fieldset>
      {replay ? (
        <StaffLink href={eventsHref(filter, {}, "/events/replay")} className="btn btn-sm btn-line ms-auto">
          <Icon of={RotateCcw} className="size-3.5" />
          {t("replayFiltered")}
        </StaffLink>
      ) : null}
    </div>
  );
}
