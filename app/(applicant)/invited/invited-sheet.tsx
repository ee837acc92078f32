import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { type SearchParams, SheetPage } from "@/app/(applicant)/connect/connect-page";
import type { InvitedAccount } from "@/lib/connect/schema";

/** A page of somebody invited: who asks, one sheet, and no way to anything else of the account. */
export async function InvitedSheet({
  tab,
  account,
  back,
  params,
  children,
}: {
  tab: string;
  account: InvitedAccount;
  back: boolean;
  params: Awaited<SearchParams>;
  children: ReactNode;
}) {
  const t = await getTranslations("applicant.invited");
  return (
    <SheetPage
      tab={tab}
      signedIn={false}
      line={
        <>
          {back && (
            <a href="/invited/tasks" className="text-link shrink-0">
              <Icon of="ArrowLeft" className="size-5 rtl:-scale-x-100" />
              {t("back")}
            </a>
          )}
          <bdi className="muted ms-auto min-w-0 truncate text-small">{account.business}</bdi>
        </>
      }
      params={params}
    >
      {children}
    </SheetPage>
  );
}
