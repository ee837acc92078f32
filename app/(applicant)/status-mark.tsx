import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Mark } from "@/app/_ui/mark";
import type { Tone } from "@/app/_ui/notice";
import type { ArtKind } from "@/app/_ui/stage";
import type { DerivedStatus } from "@/lib/verification/schema";

/** How applicants see each status. Staff have signs and colours of their own (`(staff)/_ui/status.css`), which warn sooner. */
const looks: Record<DerivedStatus, { tone: Tone; icon: IconName; art: ArtKind }> = {
  not_started: { tone: "neutral", icon: "CircleDashed", art: "ready" },
  in_progress: { tone: "primary", icon: "CircleDot", art: "ready" },
  checking: { tone: "primary", icon: "Loader", art: "checking" },
  action_needed: { tone: "warning", icon: "CircleAlert", art: "unclear" },
  in_review: { tone: "info", icon: "Eye", art: "review" },
  verified: { tone: "success", icon: "CircleCheck", art: "verified" },
  declined: { tone: "neutral", icon: "CircleMinus", art: "declined" },
  closed: { tone: "neutral", icon: "CircleSlash", art: "declined" },
};

/** The tone of a status on every page for applicants. */
export const toneOf = (status: DerivedStatus): Tone => looks[status].tone;

/** The drawing of a status, where its cause has none of its own. */
export const artOf = (status: DerivedStatus): ArtKind => looks[status].art;

/** A status as applicants read it: sign and words in its tone. */
export function StatusMark({ status }: { status: DerivedStatus }) {
  const t = useTranslations("common.status");
  const { tone, icon } = looks[status];

  return (
    <Mark tone={tone} icon={<Icon of={icon} className="size-4" />}>
      {t(status)}
    </Mark>
  );
}
