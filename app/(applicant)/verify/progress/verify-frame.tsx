import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { type Tone, toneClass } from "@/app/_ui/notice";
import { tookWords } from "@/app/(applicant)/verify/format";
import type { RailStep } from "@/app/(applicant)/verify/outcomes/failure-look";
import { env } from "@/lib/env";
import type { MyVerification } from "@/lib/verification/schema";

const steps = ["prepare", "capture", "checking", "result"] as const;

/** Where the person stands, in four steps. */
export async function Rail({ step, tone }: { step: RailStep; tone: Tone }) {
  const t = await getTranslations("applicant.rail");

  return (
    <ol className={`rail ${toneClass[tone]}`} aria-label={t("label")}>
      {steps.map((name, index) => (
        <li
          key={name}
          data-state={index < step ? "done" : undefined}
          aria-current={index === step ? "step" : undefined}
        >
          {index < step && <Icon of="Check" className="size-3.5 text-primary" />}
          {t(name)}
        </li>
      ))}
    </ol>
  );
}

/** What stands in the second place of the strip. */
export type Expectation =
  | "aboutTwoMinutes"
  | "aboutOneMinute"
  | "oneWorkingDay"
  | "threeWorkingDays"
  | "fourDays"
  | "took";

/** Attempts, time, other ways: what one may want to know beside the sheet. */
export async function Strip({ mine, expect }: { mine: MyVerification; expect: Expectation }) {
  const t = await getTranslations("applicant.strip");
  const { used, max } = mine.attempts;
  const verified = mine.status === "verified";
  const count = verified ? used : Math.max(0, max - used);
  const took = mine.submittedAt && mine.verifiedAt ? Date.parse(mine.verifiedAt) - Date.parse(mine.submittedAt) : null;

  const time = () => {
    if (expect !== "took") {
      return {
        label: t(expect.endsWith("Minutes") || expect.endsWith("Minute") ? "usualTime" : "usualAnswer"),
        text: t(expect),
      };
    }
    if (took === null) return null;
    const { key, values } = tookWords(took);
    return { label: t("took"), text: t(key, values) };
  };
  const expectation = time();

  return (
    <aside className="strip bg-base-200 sm:mt-5 sm:bg-transparent" aria-label={t("label")}>
      <div>
        <span className="muted text-caption">{verified ? t("attemptsUsed") : t("attemptsLeft")}</span>
        <span className="flex items-center gap-2 font-semibold">
          <bdi>{t("of", { count, max })}</bdi>
          <span className="flex gap-1" aria-hidden="true">
            {[1, 2, 3, 4, 5, 6].slice(0, max).map((bar) => (
              <span
                key={bar}
                className={`h-1.5 w-4 rounded-full ${bar <= count ? "bg-primary" : "bg-base-content/20"}`}
              />
            ))}
          </span>
        </span>
      </div>
      {expectation && (
        <div>
          <span className="muted text-caption">{expectation.label}</span>
          <span className="font-semibold">{expectation.text}</span>
        </div>
      )}
      <a href="#other-ways">
        {t("otherWays")}
        <Icon of="ChevronRight" className="size-4 rtl:-scale-x-100" />
      </a>
    </aside>
  );
}

function Way({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-3.5 py-4">
      <Disc tone="primary">{icon}</Disc>
      <div className="min-w-0">
        <h3 className="font-semibold">{title}</h3>
        <div className="muted mt-0.5 text-small">{children}</div>
      </div>
    </li>
  );
}

/** Every way that is not the automatic check on this device, named in words. Links all over /verify lead here. */
export async function OtherWays({ mine }: { mine: MyVerification }) {
  const t = await getTranslations("applicant.otherWays");
  const address = t("supportAddress");
  const mailLink = () => (
    <a href={`mailto:${address}`} className="font-semibold text-primary underline underline-offset-2">
      <bdi>{address}</bdi>
    </a>
  );

  return (
    <section
      id="other-ways"
      className="scroll-mt-4 px-5 pt-7 pb-10 sm:px-0 sm:pt-12"
      aria-labelledby="other-ways-title"
    >
      <h2 id="other-ways-title" className="font-semibold text-lead">
        {t("title")}
      </h2>
      <ul className="rows mt-1">
        <Way icon={<Icon of="UsersRound" className="size-5" />} title={t("people.title")}>
          <p>{t.rich("people.text", { address: mailLink })}</p>
          {mine.caseNumber && (
            <p className="mt-1">
              {t.rich("people.case", {
                case: () => <bdi className="font-semibold text-base-content">{mine.caseNumber}</bdi>,
              })}
            </p>
          )}
        </Way>
        <Way icon={<Icon of="Smartphone" className="size-5" />} title={t("phone.title")}>
          <p>
            {t.rich("phone.text", {
              address: () => (
                <bdi className="break-words font-semibold text-base-content">{`${new URL(env().appUrl).host}/verify`}</bdi>
              ),
            })}
          </p>
        </Way>
        <Way icon={<Icon of="MessageSquareText" className="size-5" />} title={t("question.title")}>
          <p>{t.rich("question.text", { address: mailLink })}</p>
        </Way>
      </ul>
    </section>
  );
}
