import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { Sheet } from "@/app/_ui/sheet";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { PressResult, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import type { InvitedAccount } from "@/lib/connect/schema";

/** A page of somebody invited: who asks, one sheet, and no way to anything else of the account. */
export async function InvitedSheet({
  account,
  back,
  params,
  children,
}: {
  account: InvitedAccount;
  back: boolean;
  params: Awaited<SearchParams>;
  children: ReactNode;
}) {
  const t = await getTranslations("applicant.invited");
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
          <div className="mb-5 empty:hidden">
            <PressResult params={params} />
          </div>
          {children}
        </Sheet>
      </div>
    </ApplicantPage>
  );
}
