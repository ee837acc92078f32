import { getTranslations } from "next-intl/server";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { CaseHead } from "./case-head";
import { RedactionBar } from "./decision/redaction-bar";
import { EvidencePanel } from "./evidence/evidence-panel";
import { AttemptsPanel } from "./facts/attempts-panel";
import { CausePanel } from "./facts/cause-panel";
import { CompareTable } from "./facts/compare-table";
import { ConsentFacts, StripeFacts } from "./facts/side-facts";
import { type CaseParams, readCase } from "./read-case";
import { failureTexts } from "./result-texts";
import { Timeline } from "./timeline/timeline";

/** One case: the cause first, then evidence, what was told beside what was read, and everything that happened. */
export default async function CasePage({ params }: CaseParams) {
  const detail = await readCase((await params).id);
  const [t, format, failures] = await Promise.all([getTranslations("staff.case"), staffFormat(), failureTexts()]);

  return (
    <StaffMain tab={detail.reference} className="case">
      <CaseHead detail={detail} format={format} failures={failures} />
      <div className="case-columns">
        <div className="case-work">
          {detail.reviewReason ? (
            <StaffNotice kind="error">
              <strong className="font-semibold">{t(`review.${detail.reviewReason}.title`)}</strong>{" "}
              {t(`review.${detail.reviewReason}.text`)}
            </StaffNotice>
          ) : null}
          {detail.unreadable ? <StaffNotice kind="error">{t("unreadable")}</StaffNotice> : null}
          {detail.redaction ? <RedactionBar redaction={detail.redaction} format={format} /> : null}
          <EvidencePanel detail={detail} format={format} />
          <div className="case-pair">
            <CompareTable detail={detail} format={format} />
            <AttemptsPanel attempts={detail.attempts} format={format} />
          </div>
          <div className="case-rest">
            <Timeline detail={detail} format={format} />
          </div>
        </div>
        <aside className="case-side" aria-label={t("cause.label")}>
          <div className="case-cause">
            <CausePanel detail={detail} />
          </div>
          <div className="case-facts">
            <ConsentFacts detail={detail} format={format} />
            <StripeFacts detail={detail} />
          </div>
        </aside>
      </div>
    </StaffMain>
  );
}
