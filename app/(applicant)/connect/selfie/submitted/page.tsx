import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { StatusMark, toneOf } from "@/app/(applicant)/status-mark";
import { FocusTitle } from "@/app/(applicant)/verify/progress/focus-title";
import { LiveStatus } from "@/app/(applicant)/verify/progress/live-status";
import { toArrival } from "@/app/(applicant)/verify/submitted/arrival";
import { requireViewer } from "@/lib/auth/viewer";
import { loadMyAccount } from "@/lib/connect/loaders";
import { checkMySelfie } from "@/lib/connect/selfie";
import { now } from "@/lib/time";

/** The tab's title. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.connect.selfie");
  return { title: t("waiting") };
}

/** Where Stripe sends a seller back to after a selfie. Believes nothing in the address; follows what is true until it is settled. */
export default async function SelfieSubmittedPage({ searchParams }: { searchParams: SearchParams }) {
  const [viewer, { since }] = await Promise.all([requireViewer(), searchParams]);
  const arrivedAt = toArrival(typeof since === "string" ? since : null, now());
  const { state, version } = await checkMySelfie(viewer, { arrivedAt });
  if (state === "proven") redirect("/connect?done=selfie");
  if (state === "open") redirect("/connect/selfie");

  const [t, account] = await Promise.all([getTranslations("applicant.connect.selfie"), loadMyAccount(viewer)]);
  const from = arrivedAt.getTime();
  return (
    <ConnectSheet account={account} params={{}}>
      <noscript>
        <meta httpEquiv="refresh" content={`5;url=/connect/selfie/submitted?since=${from}`} />
      </noscript>
      <LiveStatus live home="/connect/selfie" since={from} version={version} sentence={t("waiting")} />
      <FocusTitle after="submitted" />
      <Stage art="checking" tone={toneOf("checking")} mark={<StatusMark status="checking" />} size="tall" />
      <div className="mt-5">
        <Title lead={t("waitingText")}>{t("waiting")}</Title>
      </div>
      <p className="muted mt-auto flex items-center justify-center gap-2 pt-6 text-caption">
        <span className="pulse" aria-hidden="true" />
        {t("live")}
      </p>
    </ConnectSheet>
  );
}
