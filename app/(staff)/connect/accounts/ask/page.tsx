import { getTranslations } from "next-intl/server";
import { ConfirmPage } from "@/app/(staff)/_ui/confirm-page";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { accountFailures } from "@/app/(staff)/connect/accounts/[id]/result-texts";
import { requirePermission } from "@/lib/auth/viewer";
import { loadChosenAccounts } from "@/lib/connect/staff/loaders";
import { askedAtOnce, takeBackSeconds } from "@/lib/policy/limits";
import { AskSeveral } from "./ask-several";

/** Asks before the sellers of several accounts are written to. Changes nothing; its form works without script. */
export default async function AskSeveralPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const viewer = await requirePermission("accounts.ask_several");
  const ids = [...new Set([(await searchParams).id ?? []].flat())];
  const [chosen, t, board, failures] = await Promise.all([
    loadChosenAccounts(viewer, ids),
    getTranslations("staff.accounts.several"),
    getTranslations("staff.accounts"),
    accountFailures(),
  ]);
  const lines = (chosen ?? []).map(({ id, name, stripeId, country, due, ask }) => ({
    ...{ id, country, due },
    seller: name.kind === "known" ? name.text : stripeId,
    why: ask.ok ? null : failures[ask.why],
  }));
  const open = lines.filter(({ why }) => why === null).length;
  const counts = Array.from({ length: askedAtOnce + 1 }, (_, count) => count);
  return (
    <ConfirmPage title={t("title")} stay={{ href: "/connect/accounts", text: t("stay") }}>
      <p className="mt-2">{t("text")}</p>
      {chosen === null ? <StaffNotice kind="error">{t("tooMany", { most: askedAtOnce })}</StaffNotice> : null}
      {chosen?.length === 0 ? <StaffNotice kind="info">{t("none")}</StaffNotice> : null}
      {lines.length > 0 ? (
        <AskSeveral
          lines={lines}
          failures={failures}
          waitsMs={takeBackSeconds * 1000}
          texts={{
            columns: {
              seller: t("columns.seller"),
              country: t("columns.country"),
              due: t("columns.due"),
              result: t("columns.result"),
            },
            noName: board("noName"),
            willAsk: t("willAsk"),
            asked: t("asked"),
            submit: t("submit", { count: open }),
            done: counts.map((count) => t("done", { count })),
            takeBack: t("takeBack"),
            takenBack: t("takenBack"),
            takenBackCount: counts.map((count) => t("takenBackCount", { count })),
          }}
        />
      ) : null}
    </ConfirmPage>
  );
}
