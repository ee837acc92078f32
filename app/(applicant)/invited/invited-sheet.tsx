import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Sheet } from "@/app/_ui/sheet";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { FocusTitle } from "@/app/(applicant)/verify/progress/focus-title";
import type { InvitedAccount } from "@/lib/connect/schema";

/** A page of somebody invited: who asks, one sheet, and no way to anything else of the account. */
export async function InvitedSheet({
  account,
  back,
  sent = false,
  children,
}: {
  account: InvitedAccount;
  back: boolean;
  /** Whether the press before sent something. */
  sent?: boolean;
  children: ReactNode;
}) {
  const [t, connect] = await Promise.all([getTranslations("applicant.invited"), getTranslations("applicant.connect")]);
  return (
    <ApplicantPage signedIn={false}>
      <div className="flex min-h-[calc(100dvh-3.5rem)] flex-col sm:min-h-0">
        <div className="flex min-h-11 items-center justify-between gap-3 px-5 pb-2 sm:px-0">
          {back && (
            <a href="/invited/tasks" className="text-link">
              <Icon of="ArrowLeft" className="size-5 rtl:-scale-x-100" />
              {t("back")}
            </a>
          )}
          <bdi className="muted ms-auto min-w-0 truncate text-small">{account.business}</bdi>
        </div>
        <Sheet>
          {sent && (
            <div className="mb-5">
              <Notice
                tone="success"
                icon={<Icon of="CircleCheck" className="size-6" />}
                title={connect("done.sent.title")}
              >
                {connect("done.sent.text")}
              </Notice>
              <FocusTitle after="sent" />
            </div>
          )}
          {children}
        </Sheet>
      </div>
    </ApplicantPage>
  );
}
