import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { Folded, TaskCard } from "@/app/(applicant)/connect/overview/task-list";
import { invitedTaskPath } from "@/app/(applicant)/connect/task-form/questions";
import { InvitedSheet } from "@/app/(applicant)/invited/invited-sheet";
import { isOpenBeside } from "@/app/(applicant)/invited/open-tasks";
import { requireInvited } from "@/lib/auth/invited";
import { loadInvitedAccount, loadPersonSelfie } from "@/lib/connect/loaders";
import { isOpenTask } from "@/lib/connect/requirements/tasks";

/** What is asked of somebody who was invited; or that she is done. */
export default async function InvitedTasksPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [invited, params, t, connect] = await Promise.all([
    requireInvited(),
    searchParams,
    getTranslations("applicant.invited"),
    getTranslations("applicant.connect"),
  ]);
  const account = await loadInvitedAccount(invited);
  if (!account) redirect("/invited");
  const business = account.business ?? t("open.someBusiness");
  const selfie = await loadPersonSelfie(invited);
  const open = account.tasks.tasks.filter(isOpenBeside(selfie));
  const running = !selfie.allowed.ok && selfie.allowed.why === "being_checked" && (
    <a className="text-link mt-2" href="/invited/selfie/submitted">
      <Icon of="Clock" className="size-5" />
      {t("selfie.running")}
    </a>
  );
  const rest = account.tasks.tasks.filter((task) => !isOpenTask(task));
  const folded = rest.length > 0 && (
    <div className="mt-5">
      <Folded title={connect("doneTasks")} tasks={rest} account={account} />
    </div>
  );

  if (open.length === 0) {
    return (
      <InvitedSheet tab={t("title")} account={account} back={false} params={{}}>
        <Stage art="verified" tone="success" size="tall" />
        <div className="mt-6">
          <Title lead={t("done.text")}>{t("done.title")}</Title>
        </div>
        <p className="mt-3">{t("done.checking", { business })}</p>
        {running}
        {folded}
      </InvitedSheet>
    );
  }
  return (
    <InvitedSheet tab={t("title")} account={account} back={false} params={params}>
      <Title lead={t("tasks.lead", { business })}>{t("tasks.title", { count: open.length })}</Title>
      {running}
      <div className="mt-4">
        <TaskCard
          title={connect("todo")}
          tasks={open}
          account={account}
          progress={{ sent: rest.length, all: open.length + rest.length }}
          path={invitedTaskPath}
        />
      </div>
      {folded}
    </InvitedSheet>
  );
}
