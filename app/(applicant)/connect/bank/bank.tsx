import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { HostedForm } from "@/app/(applicant)/connect/hosted/hosted-form";
import { bankFormOf } from "@/lib/connect/requirements/sellers";
import type { ConnectAccount } from "@/lib/connect/schema";
import { env } from "@/lib/env";
import { BankForm } from "./bank-form";

/** Where payouts go: by Stripe.js in the browser, or without script on Stripe's page. */
export async function Bank({ account }: { account: ConnectAccount }) {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const form = bankFormOf(account.country);
  const { publishableKey, apiBase } = env().stripe;
  const [held] = account.payoutAccounts;

  return (
    <>
      {held?.last4 && (
        <p className="mt-4 text-small">
          {held.bankName === null
            ? t("bank.heldUnnamed", { last4: held.last4 })
            : t("bank.held", { bank: held.bankName, last4: held.last4 })}
        </p>
      )}
      <p className="mt-4 flex gap-2 text-small">
        <Icon of="LockKeyhole" className="size-5 text-success" />
        <span>{connect("field.external_account.help")}</span>
      </p>
      <noscript>
        <div className="mt-5">
          <Notice icon={<Icon of="Info" className="size-6" />} title={t("bank.noScript.title")}>
            {t("bank.noScript.text")}
          </Notice>
        </div>
      </noscript>
      {form && (
        <BankForm
          texts={{
            holder: t("bank.holder"),
            routing: form.routing === null ? "" : t(`bank.${form.routing}`),
            account: t(form.routing === null ? "bank.iban" : "bank.account"),
            hints: {
              holder: t(form.holder === undefined ? "bank.holderHint" : "bank.holderHintKatakana"),
              routing: t("bank.numberHint", { example: form.example.routing }),
              account: t("bank.numberHint", { example: form.example.account }),
            },
            send: t("send"),
            notKatakana: t("bank.notKatakana"),
            missing: t("bank.missing"),
            noStripe: t("noToken"),
            noAnswer: t("bank.noAnswer"),
            refused: t("bank.refused"),
            errorTitle: t("errorTitle"),
          }}
          press={randomUUID()}
          country={account.country}
          bank={form}
          holderType={account.businessType === "individual" ? "individual" : "company"}
          stripe={{ publishableKey, emulator: apiBase }}
        />
      )}
      <div className="mt-2">
        <HostedForm back="/connect/tasks/bank" label={t("bank.hosted")} look={form ? "quiet" : "primary"} />
      </div>
    </>
  );
}
