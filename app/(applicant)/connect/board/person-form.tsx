import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { savePersonAction } from "@/app/(applicant)/connect/people/actions";
import { toFieldViews } from "@/app/(applicant)/connect/task-form/field-views";
import { questionsFor } from "@/app/(applicant)/connect/task-form/questions";
import type { ConnectAccount, ConnectPerson } from "@/lib/connect/schema";
import { boardRoles, knownNames, namesAsked } from "./asked";
import { BoardForm } from "./board-form";

/** Who somebody is, what they are for the company, and how much of it they own. */
export async function PersonForm({
  account,
  person,
  role,
}: {
  account: ConnectAccount;
  person: ConnectPerson | null;
  /** Ticked already for somebody new. */
  role: string | null;
}) {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const views = (paths: string[]) => toFieldViews(questionsFor("person_new", paths), account);
  const held = person?.roles ?? [];

  return (
    <BoardForm
      groups={[
        {
          title: connect("group.name"),
          fields: await views([...namesAsked(account.country, { isNew: person === null }), "email"]),
        },
        {
          title: connect("group.role"),
          fields: await views(["relationship.title", "relationship.percent_ownership"]),
        },
      ]}
      roles={boardRoles.map((one) => ({
        name: `role:${one}`,
        label: connect(`role.${one}`),
        help: connect(`field.relationship_${one}.help`),
      }))}
      initial={{
        ...(person && knownNames(person, account.country)),
        email: person?.email ?? "",
        "relationship.title": person?.title ?? "",
        "relationship.percent_ownership": String(person?.percentOwnership ?? ""),
        ...Object.fromEntries(
          boardRoles.map((one) => [`role:${one}`, held.some((each) => each === one) || role === one ? "yes" : "no"]),
        ),
      }}
      hidden={{ press: randomUUID(), ...(person && { person: person.id }) }}
      texts={{
        send: t("people.save"),
        optional: t("optional"),
        errorTitle: t("errorTitle"),
        rolesTitle: t("people.roles"),
      }}
      action={savePersonAction}
    />
  );
}
