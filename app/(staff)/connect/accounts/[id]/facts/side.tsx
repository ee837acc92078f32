import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import { StripePage } from "@/app/(staff)/connect/accounts/[id]/facts/stripe-page";
import type { AccountFailures } from "@/app/(staff)/connect/accounts/[id]/result-texts";
import { readDisabledReason } from "@/lib/connect/requirements/disabled-reason";
import type { AccountDetail } from "@/lib/connect/staff/schema";
import { mailKinds } from "@/lib/mail/kinds";
import { now } from "@/lib/time";

/** Whether money flows and until when, what we wrote, and what can be done. */
export function Side({
  detail: { account, mails, actions },
  failures,
  format,
}: {
  detail: AccountDetail;
  failures: AccountFailures;
  format: StaffFormat;
}) {
  const t = useTranslations("staff.account.side");
  const { dueBy, disabledReason, chargesEnabled, payoutsEnabled } = account;
  const left = dueBy === null ? null : Date.parse(dueBy) - now().getTime();
  const flows = (on: boolean): "on" | "risk" | "off" => (on ? (left === null ? "on" : "risk") : "off");

  return (
    <>
      <section className="side-block" aria-label={t("deadline")}>
        <h2 className="text-sm font-semibold">
          {left === null
            ? t("noDate")
            : left < 0
              ? t("passed", { span: format.span(-left) })
              : t("left", { span: format.span(left) })}
        </h2>
        {dueBy === null ? null : <p className="mt-0.5 text-xs muted">{t("until", { stamp: format.full(dueBy) })}</p>}
        {disabledReason === null ? null : (
          <p className="mt-2 flex gap-2 text-xs">
            <Icon of="CirclePause" className="size-4 shrink-0 text-error" />
            <span>
              <bdi className="code">{disabledReason}</bdi>
              <span className="block">
                <ReasonText reason={disabledReason} />
              </span>
            </span>
          </p>
        )}
      </section>
      <dl className="side-pair">
        {(
          [
            ["payments", chargesEnabled],
            ["payouts", payoutsEnabled],
          ] as const
        ).map(([name, on]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>
              <Flow state={flows(on)}>{t(`flow.${flows(on)}`)}</Flow>
            </dd>
          </div>
        ))}
      </dl>
      <dl className="side-block side-facts">
        <dt>{t("capabilities")}</dt>
        <dd>
          {Object.entries(account.capabilityStates).map(([name, state]) => (
            <bdi key={name} className="code block">
              {name} {state}
            </bdi>
          ))}
        </dd>
        <dt>{t("enabled")}</dt>
        <dd>{account.enabledAt === null ? t("never") : <Moment at={format.moment(account.enabledAt)} />}</dd>
        <dt>{t("read")}</dt>
        <dd>{account.syncedAt === null ? t("never") : <Moment at={format.moment(account.syncedAt)} />}</dd>
      </dl>
      {mails === null ? null : (
        <section className="side-block" aria-labelledby="mails">
          <h2 id="mails" className="staff-label">
            {t("mails")}
          </h2>
          {mails.length === 0 ? <p className="mt-1 text-xs muted">{t("noMails")}</p> : null}
          <ul className="mt-1 flex flex-col gap-1.5 text-xs">
            {mails.map((mail) => {
              const kind = mailKinds.find((each) => each === mail.kind);
              return (
                <li key={mail.id}>
                  <span className="font-medium">{kind ? t(`mail.${kind}`) : mail.kind}</span>
                  <span className="block text-2xs muted">
                    <Moment at={format.moment(mail.settledAt ?? mail.createdAt)} /> · {t(`outcome.${mail.outcome}`)}
                    {mail.byHand ? ` · ${t("byHand")}` : null}
                  </span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      <div className="side-block flex flex-col gap-2">
        {actions.ask.ok ? (
          <a href={`/connect/accounts/${account.id}/ask`} className="btn btn-sm btn-primary">
            <Icon of="Mail" className="size-3.5" />
            {t("ask")}
          </a>
        ) : (
          <p className="flex gap-2 text-xs muted">
            <Icon of="Lock" className="size-3.5 shrink-0" />
            {actions.ask.why === "not_allowed" ? t("askNotYours") : failures[actions.ask.why]}
          </p>
        )}
        {actions.link.ok ? (
          <StripePage
            accountId={account.id}
            failures={failures}
            texts={{ make: t("link.make"), open: t("link.open"), note: t("link.note") }}
          />
        ) : null}
      </div>
    </>
  );
}

const flowLooks = {
  on: { icon: "CircleCheck", tone: "text-success" },
  risk: { icon: "TriangleAlert", tone: "text-warning" },
  off: { icon: "CirclePause", tone: "text-error" },
} as const;

function Flow({ state, children }: { state: keyof typeof flowLooks; children: ReactNode }) {
  const { icon, tone } = flowLooks[state];
  return (
    <span className="inline-flex items-center gap-1.5">
      <Icon of={icon} className={`size-3.5 ${tone}`} />
      {children}
    </span>
  );
}

function ReasonText({ reason }: { reason: string }) {
  const t = useTranslations("connect.disabledForStaff");
  const known =
    readDisabledReason(reason, { payoutsEnabled: false, wasEnabled: false, closed: false })?.reason ?? "unknown";
  return t(known);
}
