import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { Attempt } from "@/lib/cases/schema";
import { AttemptList, type WrittenAttempt, type WrittenCheck } from "./attempt-list";

const checkResults = { verified: "check.passed", unverified: "check.failed", unknown: "check.unclear" } as const;

/** Every attempt with its checks, newest first; what Stripe says in words stands beneath the code. */
export function AttemptsPanel({ attempts, format }: { attempts: Attempt[]; format: StaffFormat }) {
  const t = useTranslations("staff");

  const written = attempts.map(
    (attempt): WrittenAttempt => ({
      id: attempt.verificationReportId,
      title: t("case.attempts.attempt", { number: attempt.number }),
      at: format.moment(attempt.createdAt),
      document: [
        attempt.documentType ? ` · ${t(`document.${attempt.documentType}`)}` : "",
        attempt.documentCountry ? `, ${format.country(attempt.documentCountry)}` : "",
      ].join(""),
      checks: attempt.checks.map(
        ({ kind, rawKind, status, code, rawCode, reason }): WrittenCheck => ({
          rawKind,
          status,
          name: t(`check.${kind}`),
          ...(kind === "unknown" ? { unnamed: true } : {}),
          ...(rawCode ? { code: rawCode } : { result: t(checkResults[status]) }),
          ...(reason ? { quote: t("case.attempts.quote", { reason }) } : {}),
          ...(!reason && code ? { meaning: t(`code.${code}.label`) } : {}),
        }),
      ),
    }),
  );

  return (
    <section className="panel">
      <h2 className="sr-only">{t("case.attempts.title")}</h2>
      {written.length === 0 ? <p className="p-3 text-xs muted">{t("case.attempts.none")}</p> : null}
      <AttemptList attempts={written} />
    </section>
  );
}
