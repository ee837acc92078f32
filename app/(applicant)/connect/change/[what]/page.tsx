import { randomUUID } from "node:crypto";
import { notFound, redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Title } from "@/app/_ui/sheet";
import { changeAnswersAction } from "@/app/(applicant)/connect/actions";
import { knownNames } from "@/app/(applicant)/connect/board/asked";
import { changesOf, isChange, isCorrection, questionsToChange } from "@/app/(applicant)/connect/change/changes";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { leaveForEmbedded } from "@/app/(applicant)/connect/embedded/instead-of-forms";
import { nameOf, personOf } from "@/app/(applicant)/connect/people-names";
import { formTexts } from "@/app/(applicant)/connect/task-form/form-texts";
import { formTitle } from "@/app/(applicant)/connect/task-form/form-title";
import { groupViews } from "@/app/(applicant)/connect/task-form/form-view";
import { inGroups, toPersonRef } from "@/app/(applicant)/connect/task-form/questions";
import { TaskForm } from "@/app/(applicant)/connect/task-form/task-form";
import { TermsText } from "@/app/(applicant)/connect/terms/terms-text";
import { LocalTime } from "@/app/(applicant)/local-time";
import { requireViewer } from "@/lib/auth/viewer";
import { loadMyAccount } from "@/lib/connect/loaders";
import { mayAnswer } from "@/lib/connect/rules";
import { env } from "@/lib/env";
import { now } from "@/lib/time";

type Props = { params: Promise<{ what: string }>; searchParams: SearchParams };

/** What Stripe gives after verified data are changed (docs.stripe.com/connect/update-verified-information). */
const graceMs = 14 * 86_400_000;

/** A change of what Stripe has confirmed: what follows from it first, then the form. */
export default async function ChangePage({ params, searchParams }: Props) {
  const [viewer, { what }, query, t, locale] = await Promise.all([
    requireViewer(),
    params,
    searchParams,
    getTranslations("applicant.connect"),
    getLocale(),
  ]);
  if (!isChange(what)) notFound();
  leaveForEmbedded();
  const account = await loadMyAccount(viewer);
  const allowed = mayAnswer(account);
  if (!account || !allowed.ok) redirect(`/connect?refused=${allowed.ok ? "not_started" : allowed.why}`);
  const { of, needsTerms } = changesOf(what);
  const person = of === "person" ? toPersonRef(query.person) : null;
  const holder = personOf(account, person);
  if (of === "person" && !holder) notFound();
  const { publishableKey, apiBase, livemode } = env().stripe;
  const questions = questionsToChange(what, person, account.country);
  const until = new Date(now().getTime() + graceMs).toISOString();
  const correction = isCorrection(what, person, account.tasks);
  const boxes = needsTerms ? [{ name: "accept", label: t("change.terms") }] : [];
  const current =
    what === "name" || what === "identity"
      ? nameOf(account, person)
      : what === "company" || what === "register"
        ? account.name
        : null;

  return (
    <ConnectSheet
      tab={await formTitle(t(`change.what.${what}`))}
      account={account}
      beside={nameOf(account, person)}
      params={query}
    >
      <Title lead={t(correction ? "change.correction.lead" : "change.lead")}>
        {t(correction ? "change.correction.title" : "change.title")}
      </Title>
      <Facts
        rows={[
          { name: t("change.of"), value: t(`change.what.${what}`) },
          ...(current ? [{ name: t("change.now"), value: <bdi>{current}</bdi> }] : []),
          ...(correction
            ? []
            : [
                {
                  name: t("change.time"),
                  value: (
                    <>
                      {t("change.days")} <LocalTime at={until} show="deadline" locale={locale} />
                    </>
                  ),
                },
              ]),
        ]}
      />
      <div className="mt-3 flex flex-col gap-3">
        {!correction && (
          <Notice icon={<Icon of="Clock" className="size-6" />} title={t("change.means.title")}>
            {t("change.means.text")}
          </Notice>
        )}
        {needsTerms && <TermsText />}
      </div>
      <TaskForm
        view={{
          groups: await groupViews({ groups: inGroups(questions) }, account),
          choices: [],
          boxes: correction ? boxes : [],
        }}
        confirm={
          correction ? null : { title: t("change.confirm"), edit: t("change.edit"), send: t("change.send"), boxes }
        }
        initial={holder ? knownNames(holder, account.country) : {}}
        hidden={{ what, person: person ?? "", press: randomUUID() }}
        texts={{ ...(await formTexts()), send: t(correction ? "change.send" : "change.next") }}
        action={changeAnswersAction}
        stripe={{ publishableKey, emulator: apiBase }}
        country={account.country}
        testMode={!livemode}
      />
      <ButtonLink look="quiet" href="/connect">
        {t("change.keep")}
      </ButtonLink>
    </ConnectSheet>
  );
}
