import { randomUUID } from "node:crypto";
import { notFound, redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Title } from "@/app/_ui/sheet";
import { InvitationStatus } from "@/app/(applicant)/connect/board/invitation-status";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { leaveForEmbedded } from "@/app/(applicant)/connect/embedded/instead-of-forms";
import { invitePersonAction, revokeInvitationAction } from "@/app/(applicant)/connect/people/actions";
import { FoldedPress } from "@/app/(applicant)/connect/people/folded-press";
import { toFieldViews } from "@/app/(applicant)/connect/task-form/field-views";
import { formTexts } from "@/app/(applicant)/connect/task-form/form-texts";
import { formTitle } from "@/app/(applicant)/connect/task-form/form-title";
import { questionsFor } from "@/app/(applicant)/connect/task-form/questions";
import { TaskForm } from "@/app/(applicant)/connect/task-form/task-form";
import { LocalTime } from "@/app/(applicant)/local-time";
import { requireViewer } from "@/lib/auth/viewer";
import { loadInvitations, loadMyAccount } from "@/lib/connect/loaders";
import { isOpenTask } from "@/lib/connect/requirements/tasks";
import { mayChangePeople } from "@/lib/connect/rules";
import { env } from "@/lib/env";
import { personName } from "@/lib/person-name";

type Props = { params: Promise<{ person: string }>; searchParams: SearchParams };

/** Asks somebody on the board by mail for her own data, and shows what was sent before. */
export default async function InvitePage({ params, searchParams }: Props) {
  const [viewer, { person: wanted }, query, t, connect, locale] = await Promise.all([
    requireViewer(),
    params,
    searchParams,
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    getLocale(),
  ]);
  leaveForEmbedded();
  const account = await loadMyAccount(viewer);
  const allowed = mayChangePeople(account);
  if (!account || !allowed.ok) redirect(`/connect?refused=${allowed.ok ? "not_started" : allowed.why}`);
  const person = account.persons.find(({ id }) => id === wanted);
  if (!person) notFound();
  const name = personName(person) ?? t("somebody");
  const open = account.tasks.tasks.filter((task) => task.person === person.id && isOpenTask(task));
  const [latest, ...before] = (await loadInvitations(viewer)).filter((one) => one.person === person.id);
  const earlier = latest ? [latest, ...before] : [];
  const views = await toFieldViews(questionsFor("person_new", ["email"]), account);
  const address = views.map((view) => ({ ...view, label: t("invite.address"), help: t("invite.addressHelp") }));
  const { publishableKey, apiBase, livemode } = env().stripe;

  return (
    <ConnectSheet tab={await formTitle(t("invite.title"))} account={account} beside={personName(person)} params={query}>
      <Title lead={t("invite.lead")}>{t("invite.title")}</Title>
      <section className="mt-5">
        <h2 className="font-semibold">{t("invite.asks")}</h2>
        <ul className="mt-1 list-disc ps-5">
          {open.map(({ key }) => (
            <li key={key}>{connect(`task.${key}.title`, { name })}</li>
          ))}
        </ul>
      </section>
      <TaskForm
        view={{
          groups: [{ title: t("invite.address"), fields: address }],
          choices: [],
          boxes: [],
        }}
        initial={{ email: latest?.email ?? person.email ?? "" }}
        hidden={{ person: person.id, press: randomUUID() }}
        texts={{ ...(await formTexts()), send: t("invite.button") }}
        action={invitePersonAction}
        stripe={{ publishableKey, emulator: apiBase }}
        country={account.country}
        testMode={!livemode}
      />
      <p className="muted mt-2 text-center text-caption">{t("invite.terms")}</p>
      {earlier.length > 0 && (
        <section className="mt-6">
          <h2 className="font-semibold text-lead">{t("invite.history")}</h2>
          <ul className="rows mt-1">
            {earlier.map((invitation) => (
              <li key={invitation.id} className="py-3">
                <InvitationStatus invitation={invitation} />
                <p className="muted text-small">
                  {t.rich("invite.entries", {
                    count: invitation.asked.length,
                    date: () => <LocalTime at={invitation.invitedAt} show="deadline" locale={locale} />,
                  })}
                </p>
                {invitation.email && (
                  <p className="muted text-small">
                    <bdi className="break-words">{invitation.email}</bdi>
                  </p>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="mt-1.5 flex flex-col">
        {latest && latest.state !== "revoked" && (
          <FoldedPress
            person={person.id}
            action={revokeInvitationAction}
            title={t("invite.revoke")}
            text={t("invite.revokeText")}
            button={t("invite.revoke")}
          />
        )}
        <ButtonLink look="quiet" href="/connect/people">
          {t("people.cancel")}
        </ButtonLink>
      </div>
    </ConnectSheet>
  );
}
