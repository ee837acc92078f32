import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions, Title } from "@/app/_ui/sheet";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { HostedForm } from "@/app/(applicant)/connect/hosted/hosted-form";
import { FailureNotice } from "@/app/(applicant)/connect/selfie/failure-notice";
import { findTask, taskPath } from "@/app/(applicant)/connect/task-form/questions";
import { failureWords } from "@/app/(applicant)/verify/asked-for";
import { ConsentFacts } from "@/app/(applicant)/verify/prepare/consent-facts";
import { FocusTitle } from "@/app/(applicant)/verify/progress/focus-title";
import { type Refusal, readVerifyQuery } from "@/app/(applicant)/verify/screen";
import { VerifyButton } from "@/app/(applicant)/verify/start/verify-button";
import { requireViewer } from "@/lib/auth/viewer";
import { brand } from "@/lib/brand";
import { loadMySelfie } from "@/lib/connect/loaders";
import { isOpenTask } from "@/lib/connect/requirements/tasks";
import { env } from "@/lib/env";
import { loadMyVerification } from "@/lib/verification/loaders";
import { mayStart } from "@/lib/verification/rules";
import { startSelfieAction, startSelfieByFormAction } from "./actions";

/** Why it cannot be begun. `other`: what there is instead, on this page. */
async function Refused({ code, other }: { code: Refusal; other: "pictures" | "stripe" }) {
  const [t, selfie] = await Promise.all([
    getTranslations("applicant.refusal"),
    getTranslations("applicant.connect.selfie"),
  ]);
  return (
    <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={t(`${code}.title`)}>
      {code === "attempts_used_up" ? selfie(`used.${other}`) : t(`${code}.text`)}
    </Notice>
  );
}

/**
 * The seller agrees to document and selfie, which prove them to Stripe for their account and to us; or goes back to pictures. Where a
 * selfie alone is asked for there are none to send, and Stripe's own page is the other way.
 */
export default async function SelfiePage({ searchParams }: { searchParams: SearchParams }) {
  const [viewer, params] = await Promise.all([requireViewer(), searchParams]);
  const [{ account, allowed, failureCode }, mine] = await Promise.all([
    loadMySelfie(viewer),
    loadMyVerification(viewer),
  ]);
  if (!account?.stripeId) redirect("/connect");
  if (!allowed.ok) {
    const says = allowed.why === "details_first" || allowed.why === "not_offered" || allowed.why === "closed";
    redirect(says ? `/connect?refused=${allowed.why}` : "/connect?done=moved");
  }

  const [t, start] = await Promise.all([
    getTranslations("applicant.connect.selfie"),
    getTranslations("applicant.start"),
  ]);
  const { refused, ended } = readVerifyQuery(params);
  const startable = mayStart({ ...mine, consent: "agreed" }, true);
  const refusal = startable.ok ? refused : startable.why;
  const failure = ended ?? failureCode;
  const again = mine.status === "verified";
  const { publishableKey, apiBase } = env().stripe;
  const own = (key: "id" | "live") =>
    [findTask(account.tasks, key, allowed.person), findTask(account.tasks, key, "individual")].find(
      (task) => task && (isOpenTask(task) || task.state === "later"),
    );
  const [papers, live] = [own("id"), own("live")];
  // A selfie that is due is met by no pictures.
  const selfieIsDue = live !== undefined && live !== null && isOpenTask(live);
  const pictures = papers && (isOpenTask(papers) || !selfieIsDue) ? papers : null;
  const onStripe = selfieIsDue || !pictures;
  const upload = pictures && (
    <ButtonLink look={startable.ok || onStripe ? "second" : "primary"} href={taskPath(pictures)}>
      {t("upload")}
    </ButtonLink>
  );

  return (
    <ConnectSheet tab={t("title")} account={account} params={{}}>
      <div className="mb-5 flex flex-col gap-3 empty:hidden">
        {refusal && <Refused code={refusal} other={onStripe ? "stripe" : "pictures"} />}
        {!refusal && failure && (
          <FailureNotice
            words={failureWords(failure)}
            allowedDocuments={mine.allowedDocuments}
            country={mine.declared.documentCountry}
          />
        )}
      </div>
      <FocusTitle after={refusal ?? ended ?? ""} />
      <Title lead={startable.ok && t("lead")}>{t("title")}</Title>
      {/* What nobody can agree to any more stands in the way of what is left. */}
      {startable.ok && (
        <>
          <div className="mt-5">
            <Notice
              icon={<Icon of="ShieldCheck" className="size-6" />}
              title={t(again ? "again" : "both", { company: brand.company })}
            >
              {t(again ? "againText" : "bothText")}
            </Notice>
          </div>
          <ConsentFacts />
        </>
      )}
      <Actions>
        {startable.ok ? (
          <VerifyButton
            {...{ start: startSelfieAction, startByForm: startSelfieByFormAction, home: "/connect/selfie" }}
            {...{ publishableKey, emulator: apiBase, agree: true }}
            label={t("agree")}
            hostedLabel={start("hosted")}
          >
            <div className="mt-2.5 flex flex-col empty:hidden">{upload}</div>
          </VerifyButton>
        ) : (
          <>
            {onStripe && <HostedForm back={live ? taskPath(live) : "/connect"} />}
            {upload}
          </>
        )}
      </Actions>
    </ConnectSheet>
  );
}
