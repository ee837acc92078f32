import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Sheet } from "@/app/_ui/sheet";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { LocalTime } from "@/app/(applicant)/local-time";
import { FocusTitle } from "@/app/(applicant)/verify/progress/focus-title";
import { brand } from "@/lib/brand";
import type { ConnectAccount } from "@/lib/connect/schema";
import { payoutsOf } from "./overview/flow";
import { readRefusal, refusalTexts } from "./refusals";

/** What Next hands to a page. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** How it is told what came of a press. */
const looks = {
  done: { tone: "success", icon: "CircleCheck" },
  // Nothing that the seller did has succeeded by it.
  told: { tone: "info", icon: "Info" },
  failed: { tone: "warning", icon: "CircleAlert" },
} as const;

const lookOf = (said: (typeof dones)[number] | "back" | "again") =>
  looks[said === "again" ? "failed" : said === "back" || said === "moved" ? "told" : "done"];

const dones = [
  "start",
  "sent",
  "changed",
  "moved",
  "person",
  "removed",
  "confirmed",
  "bank",
  "invited",
  "revoked",
  "selfie",
] as const;

/** What came of the press before, as the address says it: spoken, and where it was refused, why. */
export async function PressResult({ params }: { params: Awaited<SearchParams> }) {
  const t = await getTranslations("applicant.connect");
  const refused = readRefusal(params.refused);
  const done = dones.find((one) => one === params.done);
  if (refused) {
    const { title, text } = refusalTexts(t, refused);
    return (
      <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={title}>
        {text}
      </Notice>
    );
  }
  const back = params.stripe === "back" ? "back" : params.stripe === "again" ? "again" : null;
  const said = done ?? back;
  const look = said && lookOf(said);
  return said && look ? (
    <>
      <Notice tone={look.tone} icon={<Icon of={look.icon} className="size-6" />} title={t(`done.${said}.title`)}>
        <p>{t(`done.${said}.text`)}</p>
        {said === "back" && (
          // With script the page follows by itself.
          <noscript>
            <a href="/connect?stripe=back" className="text-link mt-2">
              {t("done.back.look")}
            </a>
          </noscript>
        )}
      </Notice>
      <FocusTitle after={said} />
    </>
  ) : null;
}

/** Due date, payouts, and whom to ask: what one may want to know beside the sheet. */
async function ConnectStrip({ account }: { account: ConnectAccount | null }) {
  const [t, locale] = await Promise.all([getTranslations("applicant.connect"), getLocale()]);
  return (
    <aside className="strip bg-base-200 sm:mt-5 sm:bg-transparent" aria-label={t("strip.label")}>
      <div>
        <span className="muted text-caption">{t("strip.due")}</span>
        <span className="font-semibold">
          {account?.dueBy ? <LocalTime at={account.dueBy} show="date" locale={locale} /> : t("strip.noDate")}
        </span>
      </div>
      <div>
        <span className="muted text-caption">{t("strip.payouts")}</span>
        <span className="font-semibold">{t(`flow.${account ? payoutsOf(account) : "not_yet"}`)}</span>
      </div>
      <a href={`mailto:${brand.supportAddress}`}>
        {t("strip.help")}
        <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
      </a>
    </aside>
  );
}

/** A page of the seller's beside the overview: the way back, one sheet, the strip. */
export async function ConnectSheet({
  tab,
  account,
  back = true,
  beside,
  params,
  children,
}: {
  tab: string;
  account: ConnectAccount | null;
  back?: boolean;
  /** At the end of the line of the way back: whom it is about. */
  beside?: string | null;
  params: Awaited<SearchParams>;
  children: ReactNode;
}) {
  const t = await getTranslations("applicant.connect");
  return (
    <SheetPage
      tab={tab}
      signedIn
      line={
        back && (
          <>
            <a href="/connect" className="text-link shrink-0">
              <Icon of="ArrowLeft" className="size-5 rtl:-scale-x-100" />
              {t("title")}
            </a>
            {beside && <bdi className="muted min-w-0 truncate text-small">{beside}</bdi>}
          </>
        )
      }
      params={params}
      strip={<ConnectStrip account={account} />}
    >
      {children}
    </SheetPage>
  );
}

/** One sheet with what came of the press before, under a line and above a strip. */
export function SheetPage({
  tab,
  signedIn,
  line,
  params,
  strip,
  children,
}: {
  tab: string;
  signedIn: boolean;
  line: ReactNode;
  params: Awaited<SearchParams>;
  strip?: ReactNode;
  children: ReactNode;
}) {
  return (
    <ApplicantPage tab={tab} signedIn={signedIn}>
      <div className="flex min-h-[calc(100dvh-3.5rem)] flex-col sm:min-h-0">
        {line && <div className="flex min-h-11 items-center justify-between gap-3 px-5 pb-2 sm:px-0">{line}</div>}
        <Sheet>
          <div className="mb-5 empty:hidden">
            <PressResult params={params} />
          </div>
          {children}
        </Sheet>
        {strip}
      </div>
    </ApplicantPage>
  );
}
