import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Mark } from "@/app/_ui/mark";
import { type Tone, toneClass } from "@/app/_ui/notice";
import { HostedForm } from "@/app/(applicant)/connect/hosted/hosted-form";
import { LocalTime } from "@/app/(applicant)/local-time";
import { localMoment } from "@/i18n/format";
import { brand } from "@/lib/brand";
import { type Appeal as Appeals, readDisabledReason } from "@/lib/connect/requirements/disabled-reason";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { ConnectAccount } from "@/lib/connect/schema";
import { now } from "@/lib/time";

const dayMs = 86_400_000;

/** How pressing a date is, by the days that are left. */
const urgencyOf = (days: number): Tone => (days <= 3 ? "error" : days <= 7 ? "warning" : "info");

/** A band in the tone of what it says: sign and words, a sentence, and what follows from it. */
function Band({
  tone,
  icon,
  mark,
  title,
  children,
}: {
  tone: Tone;
  icon: IconName;
  mark: string;
  title: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <section className={`band ${toneClass[tone]}`}>
      <Mark tone={tone} icon={<Icon of={icon} className="size-4" />}>
        {mark}
      </Mark>
      <h2 className="mt-3 font-semibold text-title">{title}</h2>
      <div className="mt-1">{children}</div>
    </section>
  );
}

/** How a decision about the account can be answered; nothing where there is none. */
async function Appeal({ of, tasks }: { of: Appeals | null; tasks: readonly Task[] }) {
  if (of === null) return null;
  const t = await getTranslations("connect.appeal");
  return (
    <div className="mt-4 flex flex-wrap gap-2">
      {of === "stripe" && tasks.some(({ key }) => key === "stripe") ? (
        <HostedForm kind="onboarding" back="/connect" label={t("stripe")} look="line" />
      ) : (
        <ButtonLink look="line" href={`mailto:${brand.supportAddress}`}>
          {t(of === "case" ? "case" : "team")}
        </ButtonLink>
      )}
    </div>
  );
}

/** The first thing on the overview: by when what is due, or that nothing is, or why the account stands still. */
export async function Deadline({ account, open }: { account: ConnectAccount; open: number }) {
  const [t, connect, locale] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    getLocale(),
  ]);
  const { dueBy, enabledAt, payoutsEnabled, status, statusChangedAt } = account;
  const deadline = dueBy === null ? null : new Date(dueBy);
  const reason = readDisabledReason(account.disabledReason, {
    ...{ payoutsEnabled, wasEnabled: enabledAt !== null, closed: status === "closed" },
  });
  // Stripe tells a date that has passed no more; the next one, which it tells, is none that ended.
  const date = localMoment(statusChangedAt, "date", locale, "UTC");

  if (reason?.closed) {
    return (
      <Band
        tone="neutral"
        icon="CircleMinus"
        mark={t("status.closed")}
        title={connect(`disabled.${reason.notice}.title`)}
      >
        <p>{connect(`disabled.${reason.notice}.text`, { count: open, date })}</p>
        <Appeal of={reason.appeal} tasks={account.tasks.tasks} />
      </Band>
    );
  }
  const stands = reason && !(reason.notice === "past_due_without_date" && open > 0);
  if (stands && !(reason.notice === "pending_verification" && open > 0)) {
    const paused = status === "paused";
    const tone = reason.notice === "overdue" ? "error" : paused ? "error" : "info";
    return (
      <Band
        tone={tone}
        icon={paused ? "CircleMinus" : reason.notice === "overdue" ? "CircleAlert" : "Clock"}
        mark={t(`status.${paused ? "paused" : reason.notice === "overdue" ? "overdue" : "checking"}`)}
        title={connect(`disabled.${reason.notice}.title`)}
      >
        <p>{connect(`disabled.${reason.notice}.text`, { count: open, date })}</p>
        <Appeal of={reason.appeal} tasks={account.tasks.tasks} />
      </Band>
    );
  }
  if (open === 0) {
    const checks = account.tasks.tasks.some(({ state }) => state === "checking");
    return checks ? (
      <Band tone="info" icon="Clock" mark={t("status.checking")} title={t("waiting.title")}>
        <p>{t("waiting.text")}</p>
      </Band>
    ) : (
      <Band tone="success" icon="CircleCheck" mark={t("status.done")} title={t("nothing.title")}>
        <p>{t("nothing.text")}</p>
      </Band>
    );
  }
  if (!deadline) {
    return (
      <Band tone="info" icon="CircleDot" mark={t("status.due")} title={t("things", { count: open })}>
        <p>{t(enabledAt === null ? "firstTime" : "noDate")}</p>
      </Band>
    );
  }
  const left = deadline.getTime() - now().getTime();
  const days = Math.ceil(left / dayMs);
  return (
    <Band
      tone={urgencyOf(days)}
      icon="Clock"
      mark={days > 2 ? t("daysLeft", { days }) : t("hoursLeft", { hours: Math.max(0, Math.floor(left / 3_600_000)) })}
      title={t.rich("thingsBy", {
        count: open,
        date: () => <LocalTime at={deadline.toISOString()} show="deadline" locale={locale} />,
      })}
    >
      <p>{t("ifMissing")}</p>
    </Band>
  );
}
