import { randomUUID } from "node:crypto";
import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Actions } from "@/app/_ui/sheet";
import { list } from "@/i18n/format";
import { textsOfField } from "@/lib/connect/requirements/fields";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { TaskAccount } from "@/lib/connect/schema";
import { env } from "@/lib/env";
import type { FormState } from "./task-form/form-state";
import { formTexts } from "./task-form/form-texts";
import { choiceViews, groupViews } from "./task-form/form-view";
import type { Questions } from "./task-form/questions";
import { TaskForm } from "./task-form/task-form";

/** Nothing to do: what was sent is at Stripe. */
export async function Waiting({ task, home }: { task: Task; home: { href: string; label: string } }) {
  const t = await getTranslations("applicant.connect");
  return (
    <>
      <p className="muted mt-3">{t(task.state === "done" ? "taskDone" : "taskChecking")}</p>
      <Actions>
        <ButtonLink href={home.href}>{home.label}</ButtonLink>
      </Actions>
    </>
  );
}

/** The form of a task, made of what is due; and above it what Stripe has already. */
export async function TaskAnswers({
  account,
  task,
  questions,
  path,
  action,
}: {
  account: TaskAccount;
  task: Task;
  questions: Questions;
  /** Of this page. */
  path: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
}) {
  const [connect, t, locale] = await Promise.all([
    getTranslations("connect"),
    getTranslations("applicant.connect"),
    getLocale(),
  ]);
  const { country } = account;
  const { confirmed, checking } = questions;
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
            ...{ kind: "onboarding", back: path },
          }}
          texts={await formTexts()}
          action={action}
          stripe={{ publishableKey, emulator: apiBase }}
          country={country}
          testMode={!livemode}
        />
      )}
    </>
  );
}
