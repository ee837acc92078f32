import { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { now } from "@/lib/time";
import { hrefWithout } from "./filter-address";
import type { ListFilter } from "./filter-bar";

const dayMs = 24 * 60 * 60 * 1000;
const dayBefore = (days: number) => new Date(now().getTime() - days * dayMs).toISOString().slice(0, 10);

/** The choices of a filter: each value with its words. */
export const wordsOf = <Value extends string>(values: readonly Value[], write: (value: Value) => string) =>
  Object.fromEntries(values.map((value) => [value, write(value)]));

/** What the filters of all lists share: how they say that they are on, and the filter by days. */
export async function listFilters(format: StaffFormat) {
  const t = await getTranslations("staff.filters");
  const on = (name: string, value: string | undefined): Pick<ListFilter, "on"> =>
    value === undefined ? {} : { on: { value, remove: t("remove", { name }) } };

  const range = (from: string | undefined, to: string | undefined): string | undefined => {
    if (from && to) return t("between", { from: format.day(from), to: format.day(to) });
    if (from) return t("since", { day: format.day(from) });
    return to && t("until", { day: format.day(to) });
  };

  return {
    /** Says that a filter is set to `value`, if it is. */
    on,
    /** Days of UTC, as `from` and `to` in the address, both included. */
    days: (
      id: string,
      name: string,
      { from, to }: { from?: string | undefined; to?: string | undefined },
    ): ListFilter => ({
      id,
      name,
      owns: ["from", "to"],
      ...on(name, range(from, to)),
      choices: {
        [dayBefore(0)]: t("today"),
        [dayBefore(6)]: t("lastDays", { days: 7 }),
        [dayBefore(29)]: t("lastDays", { days: 30 }),
      },
      form: { kind: "days", from: t("from"), to: t("to"), note: t("utcDays") },
    }),
    /** The filters that are on, the search among them: name, value in words, and the address without it. */
    active: (path: string, filter: { q?: string | undefined }, filters: readonly ListFilter[]): ActiveFilter[] => {
      const search = filter.q === undefined ? [] : [{ name: t("query"), value: filter.q, names: ["q"] }];
      const others = filters.flatMap(({ name, on, owns }) => (on ? [{ name, value: on.value, names: owns }] : []));
      return [...search, ...others].map(({ name, value, names }) => ({
        name,
        value,
        without: hrefWithout(path, filter, names),
      }));
    },
  };
}

/** A filter that is on: its name, what it is set to, and the address without it. */
export type ActiveFilter = { name: string; value: string; without: string };
