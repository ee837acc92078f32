import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Mark } from "@/app/_ui/mark";
import type { Tone } from "@/app/_ui/notice";
import type { DerivedStatus } from "@/lib/verification/schema";

const looks: Record<DerivedStatus, { tone: Tone; icon: IconName }> = {
  not_started: { tone: "neutral", icon: "CircleDashed" },
  in_progress: { tone: "primary", icon: "CircleDot" },
  checking: { tone: "primary", icon: "Loader" },
  action_needed: { tone: "warning", icon: "CircleAlert" },
  in_review: { tone: "info", icon: "Eye" },
  verified: { tone: "success", icon: "CircleCheck" },
  declined: { tone: "neutral", icon: "CircleMinus" },
  closed: { tone: "neutral", icon: "CircleSlash" },
};

/** The tone that a status has everywhere. */
export const toneOf = (status: DerivedStatus): Tone => looks[status].tone;

/** A status as applicants read it: sign and words in its tone. */
export async function StatusMark({ status }: { status: DerivedStatus }) {
  const t = await getTranslations("common.status");
  const { tone, icon } = looks[status];

  return (
    <Mark tone={tone} icon={<Icon of={icon} className="size-4" />}>
      {t(status)}
    </Mark>
  );
}
