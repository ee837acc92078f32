import { getLocale, getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { LocalTime } from "@/app/(applicant)/local-time";
import type { Invitation } from "@/lib/connect/schema";

const icons: Record<Invitation["state"], IconName> = {
  waiting: "Mail",
  undelivered: "CircleAlert",
  opened: "Eye",
  left: "CircleDashed",
  given: "CircleCheck",
  expired: "Clock",
  revoked: "CircleMinus",
};

/** When a state began, as far as it is shown. */
const momentOf = ({ state, invitedAt, openedAt, completedAt, expiresAt }: Invitation): string => {
  const moments: Partial<Record<Invitation["state"], string | null>> = {
    opened: openedAt,
    left: openedAt,
    given: completedAt,
    expired: expiresAt,
  };
  return moments[state] ?? invitedAt;
};

/** What became of a link that somebody was sent. */
export async function InvitationStatus({ invitation }: { invitation: Invitation }) {
  const [t, locale] = await Promise.all([getTranslations("applicant.connect.invite.status"), getLocale()]);
  return (
    <p className="flex gap-1.5 text-small">
      <Icon of={icons[invitation.state]} className="muted mt-0.5 size-4.5" />
      <span>
        {t.rich(invitation.state, {
          date: () => <LocalTime at={momentOf(invitation)} show="deadline" locale={locale} />,
        })}
      </span>
    </p>
  );
}
