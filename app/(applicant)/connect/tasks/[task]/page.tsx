import { notFound, redirect } from "next/navigation";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { readChosen } from "@/app/(applicant)/connect/documents/targets";
import { leaveForEmbedded } from "@/app/(applicant)/connect/embedded/instead-of-forms";
import { nameOf } from "@/app/(applicant)/connect/people-names";
import { formTitle } from "@/app/(applicant)/connect/task-form/form-title";
import { findTask, toPersonRef, toTaskKey } from "@/app/(applicant)/connect/task-form/questions";
import { TaskScreen } from "@/app/(applicant)/connect/task-screen";
import { taskTab } from "@/app/(applicant)/connect/task-title";
import { requireViewer } from "@/lib/auth/viewer";
import { loadMyAccount } from "@/lib/connect/loaders";

type Props = { params: Promise<{ task: string }>; searchParams: SearchParams };

/** One task: a form made of what is due, or the way to where it is done. */
export default async function TaskPage({ params, searchParams }: Props) {
  const [viewer, { task: wanted }, query] = await Promise.all([requireViewer(), params, searchParams]);
  leaveForEmbedded();
  const key = toTaskKey(wanted);
  if (!key) notFound();
  const account = await loadMyAccount(viewer);
  if (!account?.stripeId) redirect("/connect");
  if (key === "people") redirect("/connect/people");
  const task = findTask(account.tasks, key, toPersonRef(query.person));
  // Answered elsewhere, or asked for no more.
  if (!task || account.status === "closed") redirect("/connect?done=moved");

  return (
    <ConnectSheet
      tab={await formTitle(await taskTab(task, account))}
      account={account}
      beside={nameOf(account, task.person)}
      params={query}
    >
      <TaskScreen account={account} task={task} chosen={readChosen(query)} />
    </ConnectSheet>
  );
}
