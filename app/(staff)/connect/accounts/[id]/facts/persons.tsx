import { useTranslations } from "next-intl";
import { PersonsPanel } from "@/app/(staff)/connect/accounts/[id]/facts/persons-panel";
import type { AccountFailures } from "@/app/(staff)/connect/accounts/[id]/result-texts";
import { isAsked } from "@/lib/connect/schema";
import { type AccountDetail, personReasons } from "@/lib/connect/staff/schema";

/** The persons of an account, put into words. */
export function Persons({
  detail: { account, requirements, actions },
  failures,
}: {
  detail: AccountDetail;
  failures: AccountFailures;
}) {
  const t = useTranslations("staff.account.persons");
  const reasons = useTranslations("staff.case.evidence.reasons");
  const lines = account.persons.map((person, index) => ({
    id: person.id,
    number: t("number", { number: index + 1 }),
    roles: person.roles.map((role) => t(`role.${role}`)).join(", "),
    owns: person.percentOwnership === null ? "–" : t("percent", { percent: person.percentOwnership / 100 }),
    verification: person.verificationStatus ?? t("notSaid"),
    verified: person.verificationStatus === "verified",
    codes: [person.detailsCode, person.documentDetailsCode, person.additionalDocumentDetailsCode].filter(
      (code) => code !== null,
    ),
    // A role that may not see requirements is not told that there are none.
    owes:
      requirements === null
        ? "–"
        : String(requirements.filter(({ personId, list }) => personId === person.id && isAsked(list)).length),
  }));
  return (
    <PersonsPanel
      accountId={account.id}
      persons={lines}
      mayReveal={actions.reveal.ok}
      failures={failures}
      texts={{
        title: t("title"),
        none: t("none"),
        columns: {
          name: t("columns.name"),
          roles: t("columns.roles"),
          owns: t("columns.owns"),
          verification: t("columns.verification"),
          owes: t("columns.owes"),
        },
        masked: t("masked"),
        show: t("show"),
        showing: t("showing"),
        note: t("note"),
        hide: t("hide"),
        why: t("why"),
        submit: t("submit"),
        payouts: t("payouts"),
        reasons: personReasons.map((reason) => ({ reason, label: reasons(`${reason}.label`) })),
      }}
    />
  );
}
