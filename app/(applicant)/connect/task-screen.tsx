import { randomUUID } from "node:crypto";
import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Actions, Title } from "@/app/_ui/sheet";
import { list } from "@/i18n/format";
import { requireViewer } from "@/lib/auth/viewer";
import { loadWaitingFiles } from "@/lib/connect/loaders";
import { textsOfField } from "@/lib/connect/requirements/fields";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { ConnectAccount } from "@/lib/connect/schema";
import { env } from "@/lib/env";
import { answerTaskAction } from "./actions";
import { Bank } from "./bank/bank";
import { Documents } from "./documents/documents";
import type { Chosen } from "./documents/targets";
import { Failed } from "./failed";
import { HostedScreen } from "./hosted/hosted-screen";
import { formTexts } from "./task-form/form-texts";
import { choiceViews, groupViews } from "./task-form/form-view";
import { questionsOf, taskPath } from "./task-form/questions";
import { TaskForm } from "./task-form/task-form";
import { taskTitle } from "./task-title";
import { Terms } from "./terms/terms";

/** Nothing to do: what was sent is at Stripe. */
async function Waiting({ task }: { task: Task }) {
  const t = await getTranslations("applicant.connect");
  return (
    <>
      <p className="muted mt-3">{t(task.state === "done" ? "taskDone" : "taskChecking")}</p>
      <Actions>
        <ButtonLink href="/connect">{t("backToOverview")}</ButtonLink>
      </Actions>
    </>
  );
}

async function Form({ account, task, chosen }: { account: ConnectAccount; task: Task; chosen: Chosen }) {
  const [connect, t, locale] = await Promise.all([
    getTranslations("connect"),
    getTranslations("applicant.connect"),
    getLocale(),
  ]);
  const { country } = account;
  const questions = questionsOf(task);
  const { confirmed, checking, elsewhere } = questions;
  const names = (fields: typeof confirmed) =>
    list([...new Set(fields.map(({ name }) => connect(`${textsOfField(name, country)}.label`)))], "plain", locale);
  const typed = questions.groups.length + questions.choices.length > 0;
  const { publishableKey, apiBase, livemode } = env().stripe;

  return (
    <>
      {confirmed.length > 0 && (
        <p className="mt-3 flex gap-2 text-small">
          <Icon of="ShieldCheck" className="size-5 text-success" />
          <span>{t("confirmed", { names: names(confirmed) })}</span>
        </p>
      )}
      {checking.length > 0 && (
        <p className="mt-2 flex gap-2 text-small">
          <Icon of="Clock" className="size-5 text-info" />
          <span>{t("beingChecked", { names: names(checking) })}</span>
        </p>
      )}
      {typed && (
        <TaskForm
          view={{
            groups: await groupViews(questions, country),
            choices: await choiceViews(questions, country),
            boxes: [],
          }}
          hidden={{
            ...{ task: task.key, person: task.person ?? "", press: randomUUID() },
            // For the button of a way that leads to Stripe's page.
            ...{ kind: "onboarding", back: taskPath(task) },
          }}
          texts={await formTexts()}
          action={answerTaskAction}
          stripe={{ publishableKey, emulator: apiBase }}
          country={country}
          testMode={!livemode}
        />
      )}
      {elsewhere.length > 0 && (
        <Documents
          {...{ task, account, chosen }}
          entries={elsewhere}
          waiting={await loadWaitingFiles(await requireViewer())}
        />
      )}
    </>
  );
}

/** What is asked for in one task, by how it is answered. */
export async function TaskScreen({ account, task, chosen }: { account: ConnectAccount; task: Task; chosen: Chosen }) {
  const { key, state } = task;
  if (key === "stripe" || key === "other") return <HostedScreen task={task} />;

  const [connect, title] = await Promise.all([getTranslations("connect"), taskTitle(task, account)]);
  return (
    <>
      <Title lead={connect(`task.${key}.hint`)}>{title}</Title>
      <Failed account={account} task={task} />
      {state === "checking" || state === "done" ? (
        <Waiting task={task} />
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
