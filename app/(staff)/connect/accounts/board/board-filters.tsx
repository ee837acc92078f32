import { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { ListFilter } from "@/app/(staff)/_ui/list/filter-bar";
import { listFilters, wordsOf } from "@/app/(staff)/_ui/list/list-filters";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { disabledReasons } from "@/lib/connect/requirements/disabled-reason";
import { taskKeys } from "@/lib/connect/requirements/tasks";
import { type BoardFilter, payoutRisks } from "@/lib/connect/staff/schema";
import { shownReason } from "@/lib/connect/staff/shown-reason";
import { reasonText } from "./reason-text";

/** The filters of the board in the order of the bar, each with what it is set to. `countries` are offered by name. */
export async function boardFilters(
  viewer: Viewer,
  filter: BoardFilter,
  countries: string[],
  format: StaffFormat,
): Promise<ListFilter[]> {
  const [t, { on }] = await Promise.all([getTranslations("staff.accounts"), listFilters(format)]);
  const { payouts, reason, country, task } = filter;
  const reasons = disabledReasons.filter((each) => shownReason(viewer.role, each) === each);
  const byTask: ListFilter = {
    id: "filter-task",
    name: t("task"),
    owns: ["task"],
    ...on(t("task"), task && t(`taskShort.${task}`)),
    choices: wordsOf(taskKeys, (each) => t(`taskShort.${each}`)),
  };

  return [
    {
      id: "filter-payouts",
      name: t("payouts"),
      owns: ["payouts"],
      ...on(t("payouts"), payouts && t(`risk.name.${payouts}`)),
      choices: wordsOf(payoutRisks, (each) => t(`risk.name.${each}`)),
    },
    {
      id: "filter-reason",
      name: t("reason"),
      owns: ["reason"],
      ...on(t("reason"), reason && reasonText(t, reason)),
      choices: wordsOf(reasons, (each) => reasonText(t, each)),
      codes: "beneath",
    },
    {
      id: "filter-country",
      name: t("country"),
      owns: ["country"],
      ...on(t("country"), country && format.country(country)),
      choices: wordsOf(countries, format.country),
      choicesTitle: t("countryHere"),
      codes: "before",
      form: { kind: "country", label: t("countryOther") },
    },
    ...(may(viewer.role, "accounts.requirements") ? [byTask] : []),
  ];
}
