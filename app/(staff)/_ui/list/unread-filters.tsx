import { useTranslations } from "next-intl";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { unreadFilters } from "./filter-address";

/** Says which filters of the address could not be read, as the list is then longer than was asked for; else nothing. */
export function UnreadFilters<Filter extends object>(given: {
  names: readonly (keyof Filter & string)[];
  filter: Filter;
  search: Record<string, unknown>;
}) {
  const t = useTranslations("staff.filters");
  const unread = unreadFilters(given.names, given.filter, given.search);
  if (unread.length === 0) return null;
  return (
    <div className="px-4 pb-2">
      <StaffNotice kind="info">{t("unread", { names: unread.join(", ") })}</StaffNotice>
    </div>
  );
}
