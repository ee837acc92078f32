import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Avatar } from "@/app/(applicant)/connect/board/avatar";
import { personSummary } from "@/app/(applicant)/connect/board/summary";
import { nameOf } from "@/app/(applicant)/connect/people-names";
import type { ConnectAccount } from "@/lib/connect/schema";

/** Who is named, with the way to all of them. */
export async function PeopleCard({ account }: { account: ConnectAccount }) {
  const t = await getTranslations("applicant.connect");
  const people = await Promise.all(
    account.persons.slice(0, 4).map(async (person) => ({ person, summary: await personSummary(person) })),
  );
  return (
    <section className="seller-panel">
      <h2 className="font-semibold text-lead">{t("people.title")}</h2>
      {people.length === 0 && <p className="muted mt-1 text-small">{t("people.nobody")}</p>}
      <ul className="rows mt-1">
        {people.map(({ person, summary }) => (
          <li key={person.id} className="flex items-center gap-3 py-2.5">
            <Avatar person={person} />
            <span className="min-w-0">
              <bdi className="block truncate font-semibold">{nameOf(account, person.id) ?? t("somebody")}</bdi>
              <span className="muted block text-small">{summary}</span>
            </span>
          </li>
        ))}
      </ul>
      <a href="/connect/people" className="text-link">
        {t("people.all")}
        <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
      </a>
    </section>
  );
}
