import { Search } from "lucide";
import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { type ActiveFilter, FilterChip } from "@/app/(dashboard)/_ui/filter-chip";
import { FilterOptions } from "@/app/(dashboard)/_ui/filter-options";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { KeptFilters } from "@/app/(dashboard)/_ui/kept-filters";
import { shortcut } from "@/app/(dashboard)/_ui/shortcut";
import { StaffLink } from "@/app/(dashboard)/_ui/staff-link";
import { now } from "@/lib/time";
import { documentTypes, failureCodes, type QueueFilter, reviewReasons, searchLength } from "@/lib/verification/schema";
import { queueHref } from "./queue-address";

const dayMs = 24 * 60 * 60 * 1000;
const dayBefore = (days: number) => new Date(now().getTime() - days * dayMs).toISOString().slice(0, 10);

/** What is on besides the view, in the order of the filter bar, in words. */
export async function activeFilters(filter: QueueFilter, format: StaffFormat): Promise<ActiveFilter[]> {
  const t = await getTranslations("staff");
  const active: (ActiveFilter | false)[] = [
    filter.q !== undefined && {
      name: t("queue.query"),
      value: filter.q,
      without: queueHref(filter, { q: undefined }),
    },
    filter.code !== undefined && {
      name: t("queue.code"),
      value: t(`code.${filter.code}.label`),
      without: queueHref(filter, { code: undefined }),
    },
    filter.review !== undefined && {
      name: t("queue.review"),
      value: t(`case.review.${filter.review}.tag`),
      without: queueHref(filter, { review: undefined }),
    },
    filter.country !== undefined && {
      name: t("queue.country"),
      value: format.country(filter.country),
      without: queueHref(filter, { country: undefined }),
    },
    filter.document !== undefined && {
      name: t("queue.document"),
      value: t(`document.${filter.document}`),
      without: queueHref(filter, { document: undefined }),
    },
    (filter.from !== undefined || filter.to !== undefined) && {
      name: t("queue.created"),
      value: createdRange(filter, format, t),
      without: queueHref(filter, { from: undefined, to: undefined }),
    },
  ];
  return active.filter((entry) => entry !== false);
}

function createdRange(
  { from, to }: QueueFilter,
  format: StaffFormat,
  t: Awaited<ReturnType<typeof getTranslations<"staff">>>,
): string {
  if (from && to) return t("queue.between", { from: format.day(from), to: format.day(to) });
  return from ? t("queue.since", { day: format.day(from) }) : t("queue.until", { day: to ? format.day(to) : "" });
}

/** Search and filters. Plain GET forms and links in the browser's own popovers: nothing here needs script. */
export async function QueueFilters({
  filter,
  active,
  countries,
  format,
  masked,
}: {
  filter: QueueFilter;
  active: ActiveFilter[];
  /** Countries that are offered by name: those of the page that is shown. */
  countries: string[];
  format: StaffFormat;
  /** This role searches by whole addresses only. */
  masked: boolean;
}) {
  const [t, find] = await Promise.all([getTranslations("staff"), shortcut("/")]);
  const chip = (id: string, name: string) => ({
    id,
    name,
    on: active.find((entry) => entry.name === name),
    remove: t("queue.remove", { name }),
  });

  return (
    <div className="queue-filters">
      <search className="contents">
        <form action="/verifications" className="contents">
          <KeptFilters filter={filter} names={["q"]} />
          <label className="queue-search">
            <Icon of={Search} className="size-3.5 shrink-0 muted" />
            <input
              type="search"
              name="q"
              defaultValue={filter.q}
              key={filter.q}
              placeholder={t(masked ? "queue.searchHintMasked" : "queue.searchHint")}
              aria-label={t("queue.search")}
              maxLength={searchLength}
              autoComplete="off"
              spellCheck={false}
              {...find.attributes}
            />
            {find.hint}
          </label>
        </form>
      </search>
      <fieldset className="queue-chips" aria-label={t("queue.filters")}>
        <FilterChip {...chip("filter-code", t("queue.code"))}>
          <FilterOptions
            className="max-h-[22rem]"
            options={[...failureCodes, "unknown" as const].map((code) => ({
              href: queueHref(filter, { code }),
              text: t(`code.${code}.label`),
              code,
              here: filter.code === code,
            }))}
          />
        </FilterChip>
        <FilterChip {...chip("filter-review", t("queue.review"))}>
          <ul>
            {reviewReasons.map((review) => (
              <li key={review}>
                <StaffLink
                  rows
                  className="filter-option"
                  href={queueHref(filter, { review })}
                  aria-current={filter.review === review ? "true" : undefined}
                >
                  {t(`case.review.${review}.tag`)}
                </StaffLink>
              </li>
            ))}
          </ul>
        </FilterChip>
        <FilterChip {...chip("filter-country", t("queue.country"))}>
          {countries.length > 0 ? (
            <>
              <h2 className="staff-label px-2 pt-1.5">{t("queue.countryHere")}</h2>
              <FilterOptions
                className="max-h-56"
                codeFirst
                options={countries.map((country) => ({
                  href: queueHref(filter, { country }),
                  text: format.country(country),
                  code: country,
                  here: filter.country === country,
                }))}
              />
            </>
          ) : null}
          <form action="/verifications" className="filter-form">
            <KeptFilters filter={filter} names={["country"]} />
            <label className="flex flex-col gap-1">
              {t("queue.countryOther")}
              <input
                name="country"
                defaultValue={filter.country}
                key={filter.country}
                className="input input-sm w-full uppercase"
                pattern="[A-Za-z]{1,3}"
                maxLength={3}
                required
                autoComplete="off"
                spellCheck={false}
              />
            </label>
            <button type="submit" className="btn btn-sm btn-primary self-end">
              {t("queue.apply")}
            </button>
          </form>
        </FilterChip>
        <FilterChip {...chip("filter-document", t("queue.document"))}>
          <FilterOptions
            options={documentTypes.map((document) => ({
              href: queueHref(filter, { document }),
              text: t(`document.${document}`),
              here: filter.document === document,
            }))}
          />
        </FilterChip>
        <FilterChip {...chip("filter-created", t("queue.created"))}>
          <FilterOptions
            options={[1, 7, 30].map((days) => ({
              href: queueHref(filter, { from: dayBefore(days - 1), to: undefined }),
              text: days === 1 ? t("queue.today") : t("queue.lastDays", { days }),
            }))}
          />
          <form action="/verifications" className="filter-form">
            <KeptFilters filter={filter} names={["from", "to"]} />
            <div className="grid grid-cols-2 gap-2">
              {(["from", "to"] as const).map((end) => (
                <label key={end} className="flex flex-col gap-1">
                  {t(`queue.${end}`)}
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
              <span className="text-2xs muted">{t("queue.utcDays")}</span>
              <button type="submit" className="btn btn-sm btn-primary ms-auto">
                {t("queue.apply")}
              </button>
            </span>
          </form>
        </FilterChip>
        {active.length > 0 ? (
          <StaffLink
            rows
            href={queueHref({ status: filter.status })}
            className="staff-text-link px-1 whitespace-nowrap"
          >
            {t("queue.clear")}
          </StaffLink>
        ) : null}
      </fieldset>
    </div>
  );
}
