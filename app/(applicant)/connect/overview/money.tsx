import { getLocale, getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { type Tone, toneClass } from "@/app/_ui/notice";
import { LocalTime } from "@/app/(applicant)/local-time";
import type { ConnectAccount } from "@/lib/connect/schema";
import { type Flow, paymentsOf, payoutsOf } from "./flow";

const looks: Record<Flow, { tone: Tone; icon: IconName }> = {
  on: { tone: "success", icon: "CircleCheck" },
  at_risk: { tone: "warning", icon: "CircleAlert" },
  paused: { tone: "error", icon: "CircleMinus" },
  off: { tone: "neutral", icon: "CircleSlash" },
  not_yet: { tone: "neutral", icon: "CircleDashed" },
};

/** Whether customers can pay and money is paid out, by Stripe's two switches. */
export async function Money({ account }: { account: ConnectAccount }) {
  const [t, money, locale] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("applicant.connect.money"),
    getLocale(),
  ]);
  const rows = [
    { name: "payments" as const, flow: paymentsOf(account) },
    { name: "payouts" as const, flow: payoutsOf(account) },
  ];
  const [bank] = account.payoutAccounts;

  return (
    <section className="seller-panel">
      <h2 className="font-semibold text-lead">{money("title")}</h2>
      <ul className="rows mt-1">
        {rows.map(({ name, flow }) => (
          <li key={name} className="flex gap-3 py-3">
            <span className={`${toneClass[looks[flow].tone]} mt-0.5 text-(--tone)`}>
              <Icon of={looks[flow].icon} className="size-5" />
            </span>
            <div className="min-w-0 text-small">
              <h3 className="muted">{money(name)}</h3>
              <p className="font-semibold text-body">{t(`flow.${flow}`)}</p>
              <p className="muted">
                {flow === "at_risk" && account.dueBy
                  ? money.rich(`${name}_at_risk`, {
                      date: () => <LocalTime at={account.dueBy ?? ""} show="date" locale={locale} />,
                    })
                  : money(`${name}_${flow === "at_risk" ? "on" : flow}`)}
              </p>
              {name === "payouts" && bank?.last4 && (
                <p className="muted">
                  {bank.bankName === null
                    ? money("bankUnnamed", { last4: bank.last4 })
                    : money("bank", { bank: bank.bankName, last4: bank.last4 })}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
