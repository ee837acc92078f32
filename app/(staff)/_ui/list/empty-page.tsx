import { useTranslations } from "next-intl";
import { EmptyList } from "./empty-list";

/** What stands where rows would on a page of a list that has rows, but none here any more: the way to `first`, its first page. */
export function EmptyPage({ first }: { first: string }) {
  const t = useTranslations("staff.filters.emptyPage");
  return (
    <EmptyList icon="Inbox" title={t("title")} text={t("text")}>
      <a href={first} className="btn btn-sm btn-primary mt-2">
        {t("first")}
      </a>
    </EmptyList>
  );
}
