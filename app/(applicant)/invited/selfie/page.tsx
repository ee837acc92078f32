import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions, Title } from "@/app/_ui/sheet";
import { SubmitButton } from "@/app/_ui/submit-button";
import type { SearchParams } from "@/app/(applicant)/connect/connect-page";
import { FailureNotice } from "@/app/(applicant)/connect/selfie/failure-notice";
import { findTask, invitedTaskPath } from "@/app/(applicant)/connect/task-form/questions";
import { startOwnSelfieAction } from "@/app/(applicant)/invited/actions";
import { InvitedSheet } from "@/app/(applicant)/invited/invited-sheet";
import { requireInvited } from "@/lib/auth/invited";
import { brand } from "@/lib/brand";
import { loadInvitedAccount, loadPersonSelfie } from "@/lib/connect/loaders";
import { isOpenTask } from "@/lib/connect/requirements/tasks";
import { currentPolicy } from "@/lib/policy/requirements";
import type { FailureCode } from "@/lib/stripe/failure-codes";
import { SelfieConsent } from "./selfie-consent";

/** Why the last attempt did not end well, and what helps: for who wants no face check, pictures. */
async function Failure({ code, pictures }: { code: FailureCode; pictures: boolean }) {
  const t = await getTranslations("applicant.invited.selfie");
  if (code !== "consent_declined") {
    return <FailureNotice words={code} allowedDocuments={currentPolicy().allowedDocuments} country={null} />;
  }
  return (
    <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={t("declined.title")}>
      {t(pictures ? "declined.pictures" : "declined.ask")}
    </Notice>
  );
}

/** Somebody invited agrees to document and selfie, which prove her to Stripe for this one account; or goes back to pictures. */
export default async function InvitedSelfiePage({ searchParams }: { searchParams: SearchParams }) {
  const [invited, params, t, seller, words] = await Promise.all([
    requireInvited(),
    searchParams,
    getTranslations("applicant.invited.selfie"),
    getTranslations("applicant.connect.selfie"),
    getTranslations("applicant.invited"),
  ]);
  const [account, { allowed, failureCode }] = await Promise.all([
    loadInvitedAccount(invited),
    loadPersonSelfie(invited),
  ]);
  if (!account) redirect("/invited");
  if (!allowed.ok && allowed.why === "being_checked") redirect("/invited/selfie/submitted");
  if (!allowed.ok && allowed.why !== "attempts_used") redirect("/invited/tasks");

  const business = account.business ?? words("open.someBusiness");
  const task = findTask(account.tasks, "id", invited.personId);
  const pictures = task && isOpenTask(task) ? task : null;
  const live = findTask(account.tasks, "live", invited.personId);
  // A selfie that is due is met by no pictures.
  const selfieIsDue = live !== null && isOpenTask(live);

  if (!allowed.ok) {
    return (
      <InvitedSheet tab={t("title")} account={account} back params={params}>
        <Title lead={pictures && !selfieIsDue ? seller("used.pictures") : t("used.ask")}>{t("used.title")}</Title>
        <Actions>
          <ButtonLink href={pictures ? invitedTaskPath(pictures) : "/invited/tasks"}>
            {pictures ? t("upload") : words("back")}
          </ButtonLink>
        </Actions>
      </InvitedSheet>
    );
  }
  return (
    <InvitedSheet tab={t("title")} account={account} back params={params}>
      <div className="mb-5 empty:hidden">
        {failureCode && <Failure code={failureCode} pictures={pictures !== null} />}
      </div>
      <Title lead={t("lead", { business, company: brand.company })}>{t("title")}</Title>
      <SelfieConsent business={business} />
      <Actions>
        <form action={startOwnSelfieAction} className="flex flex-col">
          <SubmitButton>{t("agree")}</SubmitButton>
        </form>
        {pictures && (
          <ButtonLink look="second" href={invitedTaskPath(pictures)}>
            {t("upload")}
          </ButtonLink>
        )}
        <p className="muted text-center text-caption">{t("onStripe")}</p>
      </Actions>
    </InvitedSheet>
  );
}
