import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions } from "@/app/_ui/sheet";
import { HostedForm } from "@/app/(applicant)/connect/hosted/hosted-form";
import { taskPath } from "@/app/(applicant)/connect/task-form/questions";
import { textsOfField } from "@/lib/connect/requirements/fields";
import type { Task } from "@/lib/connect/requirements/tasks";

/** What a task wants as a file or a selfie: named here, and sent on Stripe's own page. */
export async function Documents({ task, entries, country }: { task: Task; entries: Task["entries"]; country: string }) {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const fields = new Map(entries.flatMap(({ field }) => (field ? [[field.path, field] as const] : [])));

  return (
    <>
      <ul className="rows mt-4">
        {[...fields.values()].map((field) => (
          <li key={field.path} className="py-3.5">
            <h2 className="font-semibold">{connect(`${textsOfField(field.name, country)}.label`)}</h2>
            <p className="muted text-small">{connect(`${textsOfField(field.name, country)}.help`)}</p>
          </li>
        ))}
      </ul>
      <div className="mt-4">
        <Notice icon={<Icon of="Info" className="size-6" />} title={t("documents.title")}>
          {t("documents.text")}
        </Notice>
      </div>
      <Actions>
        <HostedForm back={taskPath(task)} />
      </Actions>
    </>
  );
}
