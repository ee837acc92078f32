import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions, Title } from "@/app/_ui/sheet";
import { startSelfieAction, startSelfieByFormAction } from "@/app/(applicant)/connect/actions";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
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
import { env } from "@/lib/env";
import { loadMyVerification } from "@/lib/verification/loaders";
import { mayStart } from "@/lib/verification/rules";

/** The tab's title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.connect.selfie");
  return { title: t("title") };
}

async function Refused({ code }: { code: Refusal }) {
  const t = await getTranslations("applicant.refusal");
  return (
    <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={t(`${code}.title`)}>
      {t(`${code}.text`)}
    </Notice>
  );
}

/** The seller agrees to document and selfie, which prove them to Stripe for their account and to us; or goes back to pictures. */
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
  const pictures = findTask(account.tasks, "id", allowed.person) ?? findTask(account.tasks, "id", "individual");
  const other = (
    <ButtonLink look="second" href={pictures ? taskPath(pictures) : "/connect"}>
      {t("upload")}
    </ButtonLink>
  );

  return (
    <ConnectSheet account={account} params={{}}>
      <div className="mb-5 flex flex-col gap-3 empty:hidden">
        {refusal && <Refused code={refusal} />}
        {!refusal && failure && (
          <FailureNotice
            words={failureWords(failure)}
            allowedDocuments={mine.allowedDocuments}
            country={mine.declared.documentCountry}
          />
        )}
      </div>
      <FocusTitle after={refusal ?? ended ?? ""} />
      <Title lead={t("lead")}>{t("title")}</Title>
      <div className="mt-5">
        <Notice
          icon={<Icon of="ShieldCheck" className="size-6" />}
          title={t(again ? "again" : "both", { company: brand.company })}
        >
          {t(again ? "againText" : "bothText")}
        </Notice>
      </div>
      <ConsentFacts />
      <Actions>
        {startable.ok ? (
          <VerifyButton
            {...{ start: startSelfieAction, startByForm: startSelfieByFormAction, home: "/connect/selfie" }}
            {...{ publishableKey, emulator: apiBase, agree: true }}
            label={t("agree")}
            hostedLabel={start("hosted")}
          >
            <div className="mt-2.5 flex flex-col">{other}</div>
          </VerifyButton>
        ) : (
          other
        )}
      </Actions>
    </ConnectSheet>
  );
}
