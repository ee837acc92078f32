import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions } from "@/app/_ui/sheet";
import { HostedForm } from "@/app/(applicant)/connect/hosted/hosted-form";
import { SelfieWay } from "@/app/(applicant)/connect/selfie/selfie-way";
import { taskPath } from "@/app/(applicant)/connect/task-form/questions";
import { fileRuleOf } from "@/lib/connect/requirements/documents";
import { isProvable, textsOfField } from "@/lib/connect/requirements/fields";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { TaskAccount, WaitingFile } from "@/lib/connect/schema";
import { DocumentFiles } from "./document-files";
import type { Chosen, Desk } from "./targets";

type Entries = Task["entries"];

/** What only Stripe's own page takes: named here. */
async function OnStripe({ task, entries, country }: { task: Task; entries: Entries; country: string }) {
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

/** What a task wants as files, each document by itself; and what Stripe's own page takes instead. */
export async function Documents({
  task,
  entries,
  account,
  desk,
  waiting,
  chosen,
}: {
  task: Task;
  entries: Entries;
  account: TaskAccount;
  desk: Desk;
  waiting: readonly WaitingFile[];
  chosen: Chosen;
}) {
  const uploads = new Map(
    entries.flatMap((one) => (one.field && fileRuleOf(one.field) ? [[one.field.path, one] as const] : [])),
  );
  const { country } = account;
  const others = entries.filter(({ field }) => !field || !fileRuleOf(field));

  return (
    <>
      {[...uploads.values()].map(({ entry, field }) => (
        <DocumentFiles key={entry.name} {...{ task, entry, field, account, desk, waiting, chosen }} />
      ))}
      {others.some(({ field }) => isProvable(field)) && <SelfieWay only account={desk.seller} person={task.person} />}
      {desk.seller && others.length > 0 && <OnStripe task={task} entries={others} country={country} />}
    </>
  );
}
