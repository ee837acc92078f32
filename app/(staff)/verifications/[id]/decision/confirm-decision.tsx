import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ConfirmPage } from "@/app/(staff)/_ui/confirm-page";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { CaseName, NameSource } from "@/app/(staff)/verifications/[id]/case-name";
import { type FailureTexts, failureTexts } from "@/app/(staff)/verifications/[id]/result-texts";
import type { CaseDetail } from "@/lib/cases/schema";

type FailureCode = keyof FailureTexts;

/** The page that asks before something is done to a case for good: what goes, what stays, and the form or why there is none. */
export async function ConfirmDecision({
  detail,
  allowed,
  action,
  words,
  goes,
  stays,
  children,
}: {
  detail: CaseDetail;
  allowed: { ok: true } | { ok: false; why: FailureCode };
  action: (previous: unknown, form: FormData) => Promise<{ ok: true } | { ok: false; code: FailureCode }>;
  words: { title: string; text: string; submit: string };
  goes: { title: string; list: string[] };
  stays: { title: string; list: string[] };
  /** What else the form asks for. */
  children?: ReactNode;
}) {
  const [t, failures] = await Promise.all([getTranslations("staff.case"), failureTexts()]);
  return (
    <ConfirmPage title={words.title} stay={{ href: `/verifications/${detail.id}`, text: t("stay") }}>
      <p className="mt-0.5 text-xs muted">
        <CaseName detail={detail} /> <NameSource detail={detail} />
      </p>
      <p className="mt-2">{words.text}</p>
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        {[goes, stays].map((part) => (
          <section key={part.title} className="confirm-part">
            <h2 className="text-xs font-semibold">{part.title}</h2>
            <ul>
              {part.list.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {allowed.ok ? (
        <ResultForm action={action} failures={failures} className="confirm-form">
          <input type="hidden" name="id" value={detail.id} />
          {children}
          <button type="submit" className="btn btn-error">
            {words.submit}
          </button>
        </ResultForm>
      ) : (
        <StaffNotice kind="info">{failures[allowed.why]}</StaffNotice>
      )}
    </ConfirmPage>
  );
}
