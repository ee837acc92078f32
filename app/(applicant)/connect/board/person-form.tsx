import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { savePersonAction } from "@/app/(applicant)/connect/actions";
import { toFieldViews } from "@/app/(applicant)/connect/task-form/field-views";
import { questionsFor } from "@/app/(applicant)/connect/task-form/questions";
import type { ConnectAccount, ConnectPerson } from "@/lib/connect/schema";
import { BoardForm } from "./board-form";

const roles = ["representative", "owner", "director", "executive"] as const;

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
  const views = (paths: string[]) => toFieldViews(questionsFor("person_new", paths), account.country);
  const held = person?.roles ?? [];
  const name = [person?.firstName, person?.lastName];

  return (
    <BoardForm
      groups={[
        { title: connect("group.name"), fields: await views(["first_name", "last_name", "email"]) },
        {
          title: connect("group.role"),
          fields: await views(["relationship.title", "relationship.percent_ownership"]),
        },
      ]}
      roles={roles.map((one) => ({
        name: `role:${one}`,
        label: connect(`role.${one}`),
        help: connect(`field.relationship_${one}.help`),
      }))}
      initial={{
        first_name: name[0] ?? "",
        last_name: name[1] ?? "",
        email: person?.email ?? "",
        "relationship.title": person?.title ?? "",
        "relationship.percent_ownership": String(person?.percentOwnership ?? ""),
        ...Object.fromEntries(
          roles.map((one) => [`role:${one}`, held.some((each) => each === one) || role === one ? "yes" : "no"]),
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
