import { getTranslations } from "next-intl/server";
import { ConfirmPage } from "@/app/(staff)/_ui/confirm-page";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { AskForm } from "@/app/(staff)/connect/accounts/[id]/facts/ask-form";
import { type AccountParams, readAccount } from "@/app/(staff)/connect/accounts/[id]/read-account";
import { accountFailures } from "@/app/(staff)/connect/accounts/[id]/result-texts";
import { brand } from "@/lib/brand";
import { askLineLength } from "@/lib/connect/staff/schema";

/** Shows the mail before it goes to the seller, with the line that is added in one's own words. */
export default async function AskPage({ params }: AccountParams) {
  const { account, actions } = await readAccount((await params).id, "accounts.ask");
  const [t, failures] = await Promise.all([getTranslations("staff.account.ask"), accountFailures()]);
  const count = account.tasks.open;
  return (
    <ConfirmPage title={t("title")} stay={{ href: `/connect/accounts/${account.id}`, text: t("stay") }}>
      <p className="mt-2">{t("text")}</p>
      {actions.ask.ok ? (
        <AskForm
          accountId={account.id}
          most={askLineLength}
          failures={failures}
          texts={{
            label: t("label"),
            hint: t("hint", { most: askLineLength }),
            preview: t("preview"),
            subject: t("subject"),
            asks: t("asks", { count }),
            line: t("line", { company: brand.company }),
            submit: t("submit"),
          }}
        />
      ) : (
        <StaffNotice kind="info">{failures[actions.ask.why]}</StaffNotice>
      )}
    </ConfirmPage>
  );
}
