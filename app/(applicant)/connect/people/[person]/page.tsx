import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Title } from "@/app/_ui/sheet";
import { PersonForm } from "@/app/(applicant)/connect/board/person-form";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { leaveForEmbedded } from "@/app/(applicant)/connect/embedded/instead-of-forms";
import { removePersonAction } from "@/app/(applicant)/connect/people/actions";
import { FoldedPress } from "@/app/(applicant)/connect/people/folded-press";
import { formTitle } from "@/app/(applicant)/connect/task-form/form-title";
import { requireViewer } from "@/lib/auth/viewer";
import { loadMyAccount } from "@/lib/connect/loaders";
import { mayChangePeople, mayRemovePerson } from "@/lib/connect/rules";
import { personName } from "@/lib/person-name";

type Props = { params: Promise<{ person: string }>; searchParams: SearchParams };

/** Somebody's place on the board of people: new, or there already. */
export default async function PersonPage({ params, searchParams }: Props) {
  const [viewer, { person: wanted }, query] = await Promise.all([requireViewer(), params, searchParams]);
  leaveForEmbedded();
  const account = await loadMyAccount(viewer);
  const allowed = mayChangePeople(account);
  if (!account || !allowed.ok) redirect(`/connect?refused=${allowed.ok ? "not_started" : allowed.why}`);
  const person = account.persons.find(({ id }) => id === wanted) ?? null;
  if (!person && wanted !== "new") notFound();
  const t = await getTranslations("applicant.connect");
  const title = t(person ? "people.edit" : "people.add");
  const removable = mayRemovePerson(account.persons, wanted);

  return (
    <ConnectSheet tab={await formTitle(title)} account={account} beside={person && personName(person)} params={query}>
      <Title lead={t("people.formLead")}>{title}</Title>
      <PersonForm account={account} person={person} role={typeof query.role === "string" ? query.role : null} />
      <div className="mt-1.5 flex flex-col">
        {person && removable.ok && (
          <FoldedPress
            person={person.id}
            action={removePersonAction}
            title={t("people.remove")}
            text={t("people.removeText")}
            button={t("people.removeNow")}
          />
        )}
        <ButtonLink look="quiet" href="/connect/people">
          {t("people.cancel")}
        </ButtonLink>
      </div>
    </ConnectSheet>
  );
}
