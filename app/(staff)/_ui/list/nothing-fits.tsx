import { useTranslations } from "next-intl";
import { EmptyList } from "./empty-list";
import type { ActiveFilter } from "./list-filters";

/** What stands where rows would while filters are on: the way to take all of them away, and each of `active` where several are. */
export function NothingFits({
  title,
  text,
  clear,
  active = [],
}: {
  title: string;
  text: string;
  /** The address without filters. */
  clear: string;
  active?: ActiveFilter[];
}) {
  const t = useTranslations("staff.filters");
  return (
    <EmptyList icon="SearchX" title={title} text={text}>
      <div className="mt-2 flex flex-wrap justify-center gap-2">
        <a href={clear} className="btn btn-sm btn-primary">
          {t("clearAll")}
        </a>
        {active.length > 1
          ? active.map(({ name, value, without }) => (
              <a key={name} href={without} className="btn btn-sm btn-line">
                {t("removeOne", { name: `${name} ${value}` })}
              </a>
            ))
          : null}
      </div>
    </EmptyList>
  );
}
