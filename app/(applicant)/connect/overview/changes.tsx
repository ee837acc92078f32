import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { changePath } from "@/app/(applicant)/connect/change/changes";
import type { ConnectAccount } from "@/lib/connect/schema";

const ofPerson = ["name", "birth", "address", "contact"] as const;
const ofCompany = ["company", "company_address", "tax"] as const;

/** What may be changed after Stripe has it, each with the page that says first what follows. */
export async function Changes({ account }: { account: ConnectAccount }) {
  const t = await getTranslations("applicant.connect");
  const individual = account.businessType === "individual";
  const names = [...(individual ? ofPerson : ofCompany), "shop" as const];

  return (
    <details className="fold">
      <summary className="flex min-h-13 cursor-pointer items-center gap-2.5 font-semibold">
        <Icon of="ChevronRight" className="muted size-5 rtl:-scale-x-100" />
        {t("change.list")}
      </summary>
      <ul className="rows">
        {names.map((name) => (
          <li key={name}>
            <a href={changePath(name, individual ? "individual" : null)} className="task-row">
              <span className="flex-1">{t(`change.what.${name}`)}</span>
              <Icon of="ChevronRight" className="muted size-5 rtl:-scale-x-100" />
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
