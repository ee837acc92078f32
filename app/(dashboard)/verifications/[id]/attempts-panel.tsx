import { getTranslations } from "next-intl/server";
import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import { Moment } from "@/app/(dashboard)/_ui/moment";
import { ShortId } from "@/app/(dashboard)/_ui/short-id";
import { StatusIcon } from "@/app/(dashboard)/_ui/status-mark";
import type { Attempt } from "@/lib/verification/schema";

const checkResults = { verified: "check.passed", unverified: "check.failed", unknown: "check.unclear" } as const;
const checkMarks = { verified: "verified", unverified: "declined", unknown: "in_review" } as const;

/** Every attempt with its checks, newest first; what Stripe says in words stands beneath the code. */
export async function AttemptsPanel({ attempts, format }: { attempts: Attempt[]; format: StaffFormat }) {
  const t = await getTranslations("staff");

  return (
    <section className="panel">
      <h2 className="sr-only">{t("case.attempts.title")}</h2>
      {attempts.length === 0 ? <p className="p-3 text-xs muted">{t("case.attempts.none")}</p> : null}
      {attempts.map((attempt) => (
        <section key={attempt.verificationReportId}>
          <h3 className="panel-head attempt-head">
            <span className="whitespace-nowrap">{t("case.attempts.attempt", { number: attempt.number })}</span>
            <span className="min-w-0 flex-1 font-normal muted">
              <Moment iso={attempt.createdAt} format={format} />
              {attempt.documentType ? ` · ${t(`document.${attempt.documentType}`)}` : null}
              {attempt.documentCountry ? `, ${format.country(attempt.documentCountry)}` : null}
            </span>
            <span className="font-normal whitespace-nowrap muted">
              <ShortId id={attempt.verificationReportId} />
            </span>
          </h3>
          <ul>
            {attempt.checks.map((check) => (
              <li key={check.rawKind} className="check">
                <span className="mt-px">
                  <StatusIcon status={checkMarks[check.status]} />
                </span>
                <p className="min-w-0">
                  <span className="font-medium">{t(`check.${check.kind}`)}</span>{" "}
                  {check.kind === "unknown" ? <bdi className="code">{check.rawKind} </bdi> : null}
                  {check.rawCode ? <bdi className="code text-error">{check.rawCode}</bdi> : null}
                  {check.rawCode ? null : (
                    <span className={check.status === "unverified" ? "text-error" : "muted"}>
                      {t(checkResults[check.status])}
                    </span>
                  )}
                  {check.reason ? (
                    <span className="block muted" lang="en" dir="ltr">
                      {t("case.attempts.quote", { reason: check.reason })}
                    </span>
                  ) : null}
                  {!check.reason && check.code ? (
                    <span className="block muted">{t(`code.${check.code}.label`)}</span>
                  ) : null}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
