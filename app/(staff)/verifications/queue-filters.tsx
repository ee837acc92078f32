import { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { ListFilter } from "@/app/(staff)/_ui/list/filter-bar";
import { listFilters, wordsOf } from "@/app/(staff)/_ui/list/list-filters";
import type { QueueFilter } from "@/lib/cases/schema";
import { documentTypes } from "@/lib/stripe/document-types";
import { failureCodes } from "@/lib/stripe/failure-codes";
import { reviewReasons } from "@/lib/verification/schema";

/** The filters of the queue in the order of the bar, each with what it is set to. `countries` are offered by name. */
export async function queueFilters(
  filter: QueueFilter,
  countries: string[],
  format: StaffFormat,
): Promise<ListFilter[]> {
  const [t, { on, days }] = await Promise.all([getTranslations("staff"), listFilters(format)]);
  const { code, review, country, document } = filter;

  return [
    {
      id: "filter-code",
      name: t("queue.code"),
      owns: ["code"],
      ...on(t("queue.code"), code && t(`code.${code}.label`)),
      choices: wordsOf([...failureCodes, "unknown"], (each) => t(`code.${each}.label`)),
      codes: "beneath",
    },
    {
      id: "filter-review",
      name: t("queue.review"),
      owns: ["review"],
      ...on(t("queue.review"), review && t(`case.review.${review}.tag`)),
      choices: wordsOf(reviewReasons, (each) => t(`case.review.${each}.tag`)),
    },
    {
      id: "filter-country",
      name: t("queue.country"),
      owns: ["country"],
      ...on(t("queue.country"), country && format.country(country)),
      choices: wordsOf(countries, format.country),
      choicesTitle: t("queue.countryHere"),
      codes: "before",
      form: { kind: "country", label: t("queue.countryOther") },
    },
    {
      id: "filter-document",
      name: t("queue.document"),
      owns: ["document"],
      ...on(t("queue.document"), document && t(`document.${document}`)),
      choices: wordsOf(documentTypes, (each) => t(`document.${each}`)),
    },
    days("filter-created", t("queue.created"), filter),
  ];
}
