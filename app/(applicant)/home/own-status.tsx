import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";
import { Actions, Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { artOf, StatusMark, toneOf } from "@/app/(applicant)/status-mark";
import { toReadableAddress } from "@/lib/auth/email-address";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { loadMyVerification } from "@/lib/verification/loaders";

/** What applicants find at `/`: where their verification stands, and the way to it. */
export async function OwnStatus({ viewer }: { viewer: Viewer }) {
  const [t, common, sentences, mine] = await Promise.all([
    getTranslations("applicant.landing"),
    getTranslations("common"),
    getTranslations("applicant.status"),
    loadMyVerification(viewer),
  ]);
  const { status } = mine;
  const open =
    status === "not_started" ? "start" : status === "in_progress" || status === "action_needed" ? "continue" : "see";

  return (
    <>
      <Stage art={artOf(status)} tone={toneOf(status)} mark={<StatusMark status={status} />} />
      <div className="mt-5">
        <Title lead={sentences(status)}>{t("greeting")}</Title>
      </div>
      <Facts
        rows={[
          { name: common("signedInAs"), value: <bdi className="break-words">{toReadableAddress(viewer.email)}</bdi> },
        ]}
      />
      <Actions>
        <ButtonLink href="/verify">{t(open)}</ButtonLink>
        <ButtonLink look="quiet" href="/connect">
          {t("selling")}
        </ButtonLink>
      </Actions>
    </>
  );
}
