import { getLocale, getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Title } from "@/app/_ui/sheet";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { PressResult, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { isEmbedded } from "@/app/(applicant)/connect/embedded/instead-of-forms";
import { LocalTime } from "@/app/(applicant)/local-time";
import { LiveStatus } from "@/app/(applicant)/verify/progress/live-status";
import { countryName } from "@/i18n/countries";
import type { ConnectAccount } from "@/lib/connect/schema";
import { now } from "@/lib/time";
import { Changes } from "./changes";
import { Deadline } from "./deadline";
import { Money } from "./money";
import { PeopleCard } from "./people-card";
import { Folded, TaskCard } from "./task-list";

const isOpen = (state: string) => state === "failed" || state === "past_due" || state === "due";

/** Where a seller stands: date first, then tasks, then money, then what waits, is done, or may come. */
export async function Overview({ account, params }: { account: ConnectAccount; params: Awaited<SearchParams> }) {
  const [t, locale] = await Promise.all([getTranslations("applicant.connect"), getLocale()]);
  const { tasks, later } = account.tasks;
  // Nothing is due of a closed account, nor is anything checked, though Stripe keeps its lists.
  const closed = account.status === "closed";
  const open = closed ? [] : tasks.filter(({ state }) => isOpen(state));
  const checking = closed ? [] : tasks.filter(({ state }) => state === "checking");
  const done = tasks.filter(({ state }) => state === "done");
  const nothing = closed ? "refusal.closed.title" : checking.length > 0 ? "checking.title" : "nothing.title";
  const sentence = open.length > 0 ? t("things", { count: open.length }) : t(nothing);
  // What was given on Stripe's page comes here some seconds after the one who gave it.
  const isBack = params.stripe === "back";
  const country = countryName(account.country, locale);

  return (
    <ApplicantPage tab={t("title")} signedIn width="wide">
      <div className="overview">
        <header className="overview-head">
          <Title lead={account.name ? t("of", { name: account.name, country }) : country}>{t("title")}</Title>
        </header>
        <div className="overview-main">
          <PressResult params={params} />
          <LiveStatus
            home="/connect"
            address="/connect/status"
            live={false}
            watch={checking.length > 0 || isBack}
            since={isBack ? now().getTime() : 0}
            version={account.version}
            sentence={sentence}
          />
          <Deadline account={account} open={open.length} />
          {open.length > 0 && (
            <TaskCard
              title={t("todo")}
              tasks={open}
              account={account}
              progress={{ sent: checking.length + done.length, all: tasks.length }}
            />
          )}
          {checking.length > 0 && <TaskCard title={t("checking.title")} tasks={checking} account={account} />}
          {!closed && (done.length > 0 || later.length > 0) && (
            <section className="seller-panel rows py-1!">
              {done.length > 0 && <Folded title={t("doneTasks")} tasks={done} account={account} />}
              {later.length > 0 && (
                <Folded title={t("later.title")} text={t("later.text")} tasks={later} account={account} linked />
              )}
              {account.detailsSubmitted && !isEmbedded() && <Changes account={account} />}
            </section>
          )}
        </div>
        <div className="overview-side">
          <Money account={account} />
          {account.businessType !== "individual" && !closed && !isEmbedded() && <PeopleCard account={account} />}
          <p className="muted px-1 text-small">{t("why")}</p>
          {account.syncedAt && (
            <p className="muted flex items-center gap-1.5 px-1 text-caption">
              <Icon of="RefreshCw" className="size-3.5" />
              <span>
                {t("asOf")} <LocalTime at={account.syncedAt} show="both" locale={locale} />
              </span>
            </p>
          )}
        </div>
      </div>
    </ApplicantPage>
  );
}
