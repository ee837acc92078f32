import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { AttemptsMeter } from "@/app/(staff)/_ui/attempts-meter";
import { StatusIcon, StatusMark } from "@/app/(staff)/_ui/status-mark";
import type { CaseDetail } from "@/lib/cases/schema";
import type { FailureCode } from "@/lib/stripe/failure-codes";

const icons: [prefix: string, icon: IconName][] = [
  ["selfie_", "ScanFace"],
  ["document_", "FileX"],
  ["id_number_", "Hash"],
  ["email_", "AtSign"],
  ["phone_", "Phone"],
  ["consent_", "UserX"],
  ["under_", "UserX"],
  ["unknown", "CircleHelp"],
];

function CauseIcon({ code }: { code: FailureCode }) {
  const icon = icons.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "CircleSlash";
  return <Icon of={icon} className="mt-0.5 size-4 text-error" />;
}

const stripeMarks = {
  requires_input: "action_needed",
  processing: "checking",
  verified: "verified",
  canceled: "closed",
  unknown: "in_review",
} as const;

/** Why the case stands where it does: the cause in words, what to look at, and what Stripe and the applicant say. */
export function CausePanel({ detail }: { detail: CaseDetail }) {
  const t = useTranslations("staff");
  const common = useTranslations("common");
  const { status, stripeStatus, attemptOfFailure } = detail;
  // What was deleted is over: neither the code nor advice on it helps anybody now.
  const code = detail.redaction ? null : detail.failureCode;
  const standing = detail.redaction ? "redacted" : status;

  return (
    <>
      <section className="side-block">
        <div className="flex items-start gap-2">
          {code ? (
            <CauseIcon code={code} />
          ) : (
            <span className="mt-1">
              <StatusIcon status={status} />
            </span>
          )}
          <div className="min-w-0">
            <h2 className="text-base leading-5 font-semibold">
              {code ? t(`code.${code}.label`) : t(`noCause.${standing}.title`)}
            </h2>
            <p className="code muted">
              {detail.failureCode ?? t("case.cause.noCode")}
              {code && attemptOfFailure !== null ? ` · ${t("case.cause.attempt", { number: attemptOfFailure })}` : null}
            </p>
          </div>
        </div>
        <p className="mt-1.5 text-xs muted">{code ? t(`code.${code}.means`) : t(`noCause.${standing}.means`)}</p>
        {code === "unknown" && detail.rawFailureCode ? (
          <p className="mt-1 text-xs">
            {t("case.cause.raw")} <bdi className="code">{detail.rawFailureCode}</bdi>
          </p>
        ) : null}
      </section>

      <dl className="side-pair">
        <div>
          <dt>{t("case.cause.stripeSays")}</dt>
          <dd>
            {stripeStatus ? (
              <StatusMark status={stripeMarks[stripeStatus]}>{t(`stripeStatus.${stripeStatus}`)}</StatusMark>
            ) : (
              <span className="font-normal muted">{t("stripeStatus.none")}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("case.cause.peopleRead")}</dt>
          <dd>
            <StatusMark status={status}>{common(`status.${status}`)}</StatusMark>
          </dd>
        </div>
      </dl>

      <div className="side-line">
        <span className="muted">{t("case.cause.attempts")}</span>
        <AttemptsMeter used={detail.attemptsUsed} max={detail.attemptsMax} />
        <strong className="num font-medium">
          {t("case.cause.used", { used: detail.attemptsUsed, max: detail.attemptsMax })}
        </strong>
      </div>

      {code ? (
        <section className="side-block side-advice">
          <h3 className="staff-label">{t("case.cause.check")}</h3>
          <p>{t(`code.${code}.check`)}</p>
          <h3 className="staff-label mt-2">{t("case.cause.suggest")}</h3>
          <p>{t(`code.${code}.suggest`)}</p>
        </section>
      ) : null}
    </>
  );
}
