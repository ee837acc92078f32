import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Title } from "@/app/_ui/sheet";
import { Failed } from "@/app/(applicant)/connect/failed";
import { TaskAnswers, Waiting } from "@/app/(applicant)/connect/task-answers";
import { formTitle } from "@/app/(applicant)/connect/task-form/form-title";
import { findTask, invitedTaskPath, questionsOf, toTaskKey } from "@/app/(applicant)/connect/task-form/questions";
import { taskTitle } from "@/app/(applicant)/connect/task-title";
import { answerOwnTaskAction } from "@/app/(applicant)/invited/actions";
import { InvitedSheet } from "@/app/(applicant)/invited/invited-sheet";
import { requireInvited } from "@/lib/auth/invited";
import { loadInvitedAccount } from "@/lib/connect/loaders";
import { isOpenTask } from "@/lib/connect/requirements/tasks";

type Props = { params: Promise<{ task: string }> };

/** The tab's title; a name stands in no history of a browser. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.invited");
  return { title: await formTitle(t("title")) };
}

/** One of somebody's own tasks. */
export default async function InvitedTaskPage({ params }: Props) {
  const [invited, { task: wanted }, t, connect] = await Promise.all([
    requireInvited(),
    params,
    getTranslations("applicant.invited"),
    getTranslations("connect"),
  ]);
  const key = toTaskKey(wanted);
  if (!key) notFound();
  const account = await loadInvitedAccount(invited);
  const task = account && findTask(account.tasks, key, invited.personId);
  if (!task) redirect("/invited/tasks");

  return (
    <InvitedSheet account={account} back>
      <Title lead={connect(`task.${key}.hint`)}>{await taskTitle(task, account)}</Title>
      <Failed account={account} task={task} invited />
      {isOpenTask(task) ? (
        <TaskAnswers
          {...{ account, task }}
          questions={questionsOf(task)}
          path={invitedTaskPath(task)}
          action={answerOwnTaskAction}
        />
      ) : (
        <Waiting task={task} home={{ href: "/invited/tasks", label: t("back") }} />
      )}
    </InvitedSheet>
  );
}
