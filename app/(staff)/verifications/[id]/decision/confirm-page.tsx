import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { StaffLink } from "@/app/(staff)/_ui/staff-link";
import { CaseName, NameSource } from "@/app/(staff)/verifications/[id]/case-name";
import type { CaseDetail } from "@/lib/cases/schema";

/** The frame of a page that asks before something is done for good: what goes, what stays, and the way back. */
export async function ConfirmPage({
  detail,
  title,
  text,
  goes,
  stays,
  children,
}: {
  detail: CaseDetail;
  title: string;
  text: string;
  goes: { title: string; list: string[] };
  stays: { title: string; list: string[] };
  /** The form, or why there is none. */
  children: ReactNode;
}) {
  const t = await getTranslations("staff.case");
  return (
    <main id="content" className="staff-main confirm">
      <div className="confirm-card">
        <h1 className="text-base font-semibold">{title}</h1>
        <p className="mt-0.5 text-xs muted">
          <CaseName detail={detail} /> <NameSource detail={detail} />
        </p>
        <p className="mt-2">{text}</p>
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
        {children}
        <StaffLink href={`/verifications/${detail.id}`} className="staff-text-link mt-3 inline-block">
          {t("stay")}
        </StaffLink>
      </div>
    </main>
  );
}
