import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { ItemHead } from "@/app/(staff)/_ui/page-head";
import { RefreshForm } from "@/app/(staff)/_ui/refresh-form";
import { ShortId } from "@/app/(staff)/_ui/short-id";
import { StatusMark } from "@/app/(staff)/_ui/status-mark";
import type { AccountDetail } from "@/lib/connect/staff/schema";
import { refreshAccountAction } from "./actions";
import type { AccountFailures } from "./result-texts";

/** Whose account it is, where it stands, and the press that reads it from Stripe. */
export function AccountHead({
  detail: { account, actions, unreadable },
  format,
  failures,
}: {
  detail: AccountDetail;
  format: StaffFormat;
  failures: AccountFailures;
}) {
  const t = useTranslations("staff.account");
  const board = useTranslations("staff.accounts");
  const synced = account.syncedAt ? t("synced", { stamp: format.full(account.syncedAt) }) : t("neverSynced");
  return (
    <ItemHead
      list={{ href: "/connect/accounts", back: t("back") }}
      title={
        account.name === null ? (
          <span className="muted">{board(unreadable ? "unreadable" : "noName")}</span>
        ) : (
          <bdi>{account.name}</bdi>
        )
      }
    >
      <span className="text-sm">
        <StatusMark status={account.status}>{board(`status.${account.status}`)}</StatusMark>
      </span>
      {account.stripeId === null ? null : <ShortId id={account.stripeId} />}
      <span className="text-xs muted">
        {format.country(account.country)}
        {account.businessType === null ? null : ` · ${typeText(board, account.businessType)}`}
      </span>
      <div className="ms-auto flex items-center gap-2">
        {actions.refresh.ok ? (
          <RefreshForm
            action={refreshAccountAction}
            failures={failures}
            id={account.id}
            label={t("refresh")}
            synced={synced}
            done={t("refreshed")}
          />
        ) : null}
      </div>
    </ItemHead>
  );
}

const types = ["individual", "company", "non_profit", "government_entity"] as const;

function typeText(t: ReturnType<typeof useTranslations<"staff.accounts">>, type: string): string {
  const known = types.find((each) => each === type);
  return known ? t(`type.${known}`) : type;
}
