import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Title } from "@/app/_ui/sheet";
import type { SearchParams } from "@/app/(applicant)/connect/connect-page";
import { Documents } from "@/app/(applicant)/connect/documents/documents";
import { readChosen } from "@/app/(applicant)/connect/documents/targets";
import { Failed } from "@/app/(applicant)/connect/failed";
import { TaskAnswers, Waiting } from "@/app/(applicant)/connect/task-answers";
import { formTitle } from "@/app/(applicant)/connect/task-form/form-title";
import {
  filesAsked,
  findTask,
  invitedTaskPath,
  questionsOf,
  toTaskKey,
} from "@/app/(applicant)/connect/task-form/questions";
import { taskTitle } from "@/app/(applicant)/connect/task-title";
import { answerOwnTaskAction, attachOwnDocumentAction } from "@/app/(applicant)/invited/actions";
import { InvitedSheet } from "@/app/(applicant)/invited/invited-sheet";
import { isOpenBeside } from "@/app/(applicant)/invited/open-tasks";
import { requireInvited } from "@/lib/auth/invited";
import { loadInvitedAccount, loadPersonSelfie, loadWaitingFiles } from "@/lib/connect/loaders";

type Props = { params: Promise<{ task: string }>; searchParams: SearchParams };

/** One of somebody's own tasks. */
export default async function InvitedTaskPage({ params, searchParams }: Props) {
  const [invited, { task: wanted }, query, t, connect, words] = await Promise.all([
    requireInvited(),
    params,
    searchParams,
    getTranslations("applicant.invited"),
    getTranslations("connect"),
    getTranslations("applicant.connect"),
  ]);
  const key = toTaskKey(wanted);
  if (!key) notFound();
  const account = await loadInvitedAccount(invited);
  const task = account && findTask(account.tasks, key, invited.personId);
  if (!task) redirect("/invited/tasks");

  const isOpen = isOpenBeside(await loadPersonSelfie(invited))(task);
  const [questions, chosen] = [questionsOf(task, account), readChosen(query)];
  const { entries, path, isOfWay } = filesAsked(questions, invitedTaskPath(task), chosen.way);

  return (
    <InvitedSheet tab={await formTitle(t("title"))} account={account} back params={query}>
      <Title lead={connect(`task.${key}.hint`)}>{await taskTitle(task, account)}</Title>
      <Failed account={account} task={task} invited />
      {isOpen ? (
        <>
          {isOfWay ? (
            <a className="text-link mt-4" href={invitedTaskPath(task)}>
              {words("documents.wayBack")}
            </a>
          ) : (
            <TaskAnswers {...{ account, task, questions, path }} action={answerOwnTaskAction} />
          )}
          {entries.length > 0 && (
            <Documents
              {...{ task, account, chosen, entries }}
              desk={{ path, upload: "/invited/files", attach: attachOwnDocumentAction, seller: null }}
              waiting={await loadWaitingFiles(invited)}
            />
          )}
        </>
      ) : (
        <Waiting task={task} home={{ href: "/invited/tasks", label: t("back") }} />
      )}
    </InvitedSheet>
  );
}
