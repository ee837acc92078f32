import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import { ShortId } from "@/app/(staff)/_ui/short-id";
import type { CaseDetail } from "@/lib/cases/schema";
import { IdFacts } from "./id-facts";

/** What the person agreed to, the newest of it first, and how many older choices there are. */
export function ConsentFacts({ detail, format }: { detail: CaseDetail; format: StaffFormat }) {
  const t = useTranslations("staff.case.consent");
  return (
    <section className="side-block">
      <h3 className="staff-label">{t("title")}</h3>
      {detail.consents.length === 0 ? <p className="text-xs muted">{t("none")}</p> : null}
      <ul className="flex flex-col gap-0.5 text-xs">
        {detail.consents.map((consent) => (
          <li key={consent.at} className="flex flex-wrap gap-x-1.5">
            {t(consent.choice)}
            <span className="muted">{t("version", { version: consent.version, locale: consent.locale })}</span>
            <span className="ms-auto muted">
              <Moment at={format.moment(consent.at)} />
            </span>
          </li>
        ))}
      </ul>
      {detail.consentsMore > 0 ? <p className="text-xs muted">{t("more", { count: detail.consentsMore })}</p> : null}
    </section>
  );
}

/** Stripe's ids and metadata as Stripe has them; our own id beside them. */
export function StripeFacts({ detail }: { detail: CaseDetail }) {
  const t = useTranslations("staff.case.stripe");
  const { session } = detail;
  const metadata = Object.entries(session?.metadata ?? {});
  const ids: [name: string, id: string | null | undefined][] = [
    [t("flow"), session?.verificationFlow],
    [t("reference"), session?.clientReferenceId],
    ...detail.attempts.map(({ number, verificationReportId }): [string, string] => [
      t("report", { number }),
      verificationReportId,
    ]),
    ...detail.earlierSessionIds.map((id): [string, string] => [t("earlier"), id]),
    [t("ours"), detail.id],
  ];

  return (
    <section className="side-block">
      <h3 className="staff-label">{t("title")}</h3>
      {session ? null : <p className="mb-1 text-xs muted">{t("none")}</p>}
      <dl className="side-facts">
        {session ? (
          <>
            <dt>{t("session")}</dt>
            <dd>
              <ShortId id={session.id} />
            </dd>
            <dt>{t("type")}</dt>
            <dd className="code">{session.type}</dd>
          </>
        ) : null}
        <IdFacts facts={ids.filter((fact): fact is [string, string] => Boolean(fact[1]))} />
      </dl>
      {session && !detail.masked ? (
        <>
          <h3 className="staff-label mt-2">{t("metadata")}</h3>
          {metadata.length === 0 ? (
            <p className="text-xs muted">{t(detail.unreadable ? "metadataUnreadable" : "metadataNone")}</p>
          ) : (
            <dl className="side-facts side-metadata">
              <IdFacts facts={metadata} />
            </dl>
          )}
        </>
      ) : null}
    </section>
  );
}
