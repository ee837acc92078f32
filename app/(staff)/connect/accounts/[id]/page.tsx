import { getTranslations } from "next-intl/server";
import { staffFormat } from "@/app/(staff)/_ui/format";
import { StaffNotice } from "@/app/(staff)/_ui/notice";
import { StaffMain } from "@/app/(staff)/_ui/staff-main";
import { TakeBackForm } from "@/app/(staff)/connect/accounts/take-back-form";
import { AccountHead } from "./account-head";
import { takeBackAskAction } from "./actions";
import { Persons } from "./facts/persons";
import { RequirementsNow } from "./facts/requirements-now";
import { Side } from "./facts/side";
import { Uploads } from "./facts/uploads";
import { History } from "./history/history";
import { StaffSteps } from "./history/staff-steps";
import { type AccountParams, readAccount } from "./read-account";
import { accountFailures } from "./result-texts";

/** One seller's account: what is due and what we asked, who stands behind it, every change, and what can be done. */
export default async function AccountPage({
  params,
  searchParams,
}: AccountParams & { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const detail = await readAccount((await params).id);
  const [t, accounts, format, failures, { done }] = await Promise.all([
    getTranslations("staff.account"),
    getTranslations("staff.accounts"),
    staffFormat(),
    accountFailures(),
    searchParams,
  ]);
  const { account, requirements, history, uploads, mails, steps, takeBack } = detail;
  const numbers = new Map(account.persons.map(({ id }, index) => [id, index + 1]));
  const whoOf = (personId: string | null, entry: string): string => {
    if (personId === null) return entry.startsWith("individual.") ? t("who.seller") : t("who.account");
    const number = numbers.get(personId);
    return number === undefined ? t("who.gone") : t("persons.number", { number });
  };
  const { country, dueBy } = account;

  return (
    <StaffMain tab={account.stripeId ?? accounts("title")} className="case">
      <AccountHead detail={detail} format={format} failures={failures} />
      <div className="case-columns">
        <div className="case-work account-work">
          {done === "asked" ? (
            <StaffNotice kind="info">
              {t("asked")}
              {takeBack === null ? null : (
                <TakeBackForm
                  action={takeBackAskAction}
                  fields={{ id: account.id, askId: takeBack.askId }}
                  until={takeBack.until}
                  failures={failures}
                  text={t("takeBack")}
                />
              )}
            </StaffNotice>
          ) : null}
          {done === "taken_back" ? <StaffNotice kind="info">{t("takenBack")}</StaffNotice> : null}
          {detail.unreadable ? <StaffNotice kind="error">{t("unreadable")}</StaffNotice> : null}
          {requirements === null ? (
            <StaffNotice kind="info">{t("statusOnly")}</StaffNotice>
          ) : (
            <RequirementsNow requirements={requirements} country={country} whoOf={whoOf} format={format} />
          )}
          <Persons detail={detail} failures={failures} />
          {uploads === null ? null : <Uploads uploads={uploads} country={country} whoOf={whoOf} format={format} />}
          {history === null ? null : (
            <History
              history={history}
              mailedAt={(mails ?? []).flatMap(({ settledAt, outcome }) =>
                outcome === "sent" && settledAt ? [settledAt] : [],
              )}
              dueBy={dueBy}
              country={country}
              whoOf={whoOf}
              format={format}
            />
          )}
          <StaffSteps steps={steps} format={format} />
        </div>
        <aside className="case-side" aria-label={t("side.label")}>
          <Side detail={detail} failures={failures} format={format} />
        </aside>
      </div>
    </StaffMain>
  );
}
