import { getTranslations } from "next-intl/server";
import { Title } from "@/app/_ui/sheet";
import { attachDocumentAction } from "@/app/(applicant)/connect/documents/actions";
import { requireViewer } from "@/lib/auth/viewer";
import { loadDraft, loadWaitingFiles } from "@/lib/connect/loaders";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { ConnectAccount } from "@/lib/connect/schema";
import { answerTaskAction } from "./actions";
import { Bank } from "./bank/bank";
import { Documents } from "./documents/documents";
import type { Chosen } from "./documents/targets";
import { Failed } from "./failed";
import { HostedScreen } from "./hosted/hosted-screen";
import { TaskAnswers, Waiting } from "./task-answers";
import { filesAsked, questionsOf, taskPath } from "./task-form/questions";
import { taskTitle } from "./task-title";
import { Terms } from "./terms/terms";

async function Form({ account, task, chosen }: { account: ConnectAccount; task: Task; chosen: Chosen }) {
  const questions = questionsOf(task, account);
  const { entries, path, isOfWay } = filesAsked(questions, taskPath(task), chosen.way);
  const [viewer, t] = await Promise.all([requireViewer(), getTranslations("applicant.connect")]);
  const kept = await loadDraft(viewer, { task: task.key, person: task.person });
  return (
    <>
      {isOfWay ? (
        <a className="text-link mt-4" href={taskPath(task)}>
          {t("documents.wayBack")}
        </a>
      ) : (
        <TaskAnswers
          {...{ account, task, questions, path }}
          action={answerTaskAction}
          drafts={{ kept, anew: chosen.anew }}
        />
      )}
      {entries.length > 0 && (
        <Documents
          {...{ task, account, chosen, entries }}
          desk={{
            path,
            upload: "/api/uploads/account-files",
            attach: attachDocumentAction,
            seller: account,
          }}
          waiting={await loadWaitingFiles(viewer)}
        />
      )}
    </>
  );
}

/** What is asked for in one task, by how it is answered. */
export async function TaskScreen({ account, task, chosen }: { account: ConnectAccount; task: Task; chosen: Chosen }) {
  const { key, state } = task;
  if (key === "stripe" || key === "other") return <HostedScreen task={task} />;

  const [t, connect, title] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    taskTitle(task, account),
  ]);
  return (
    <>
      <Title lead={connect(`task.${key}.hint`)}>{title}</Title>
      <Failed account={account} task={task} />
      {state === "checking" || state === "done" ? (
        <Waiting task={task} home={{ href: "/connect", label: t("backToOverview") }} />
      ) : key === "bank" ? (
        <Bank account={account} />
      ) : key === "terms" && task.person === null ? (
        <Terms />
      ) : (
        <Form account={account} task={task} chosen={chosen} />
      )}
    </>
  );
}
