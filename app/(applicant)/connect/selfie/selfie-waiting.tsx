import { useTranslations } from "next-intl";
import { Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { StatusMark, toneOf } from "@/app/(applicant)/status-mark";
import { FocusTitle } from "@/app/(applicant)/verify/progress/focus-title";
import { LiveStatus } from "@/app/(applicant)/verify/progress/live-status";

/** What is shown while Stripe checks document and selfie. `home`: the page where they are agreed to; `from`: ms since 1970. */
export function SelfieWaiting({
  home,
  from,
  version,
  text,
}: {
  home: string;
  from: number;
  version: string;
  text: string;
}) {
  const t = useTranslations("applicant.connect.selfie");
  return (
    <>
      <noscript>
        <meta httpEquiv="refresh" content={`5;url=${home}/submitted?since=${from}`} />
      </noscript>
      <LiveStatus live home={home} since={from} version={version} sentence={t("waiting")} />
      <FocusTitle after="submitted" />
      <Stage art="checking" tone={toneOf("checking")} mark={<StatusMark status="checking" />} size="tall" />
      <div className="mt-5">
        <Title lead={text}>{t("waiting")}</Title>
      </div>
      <p className="muted mt-auto flex items-center justify-center gap-2 pt-6 text-caption">
        <span className="pulse" aria-hidden="true" />
        {t("live")}
      </p>
    </>
  );
}
