import { randomUUID } from "node:crypto";
import { getLocale, getTranslations } from "next-intl/server";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions } from "@/app/_ui/sheet";
import { LocalTime } from "@/app/(applicant)/local-time";
import { list } from "@/i18n/format";
import type { Draft } from "@/lib/connect/drafts";
import { textsOfField } from "@/lib/connect/requirements/fields";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { TaskAccount } from "@/lib/connect/schema";
import { env } from "@/lib/env";
import { discardDraftAction } from "./actions";
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

/** That what stands in the form was typed before, and a way to be rid of it. */
async function KeptDraft({ task, draft }: { task: Task; draft: Draft }) {
  const [t, locale] = await Promise.all([getTranslations("applicant.connect"), getLocale()]);
  return (
    <div className="mt-5">
      <Notice icon={<Icon of="PenLine" className="size-6" />} title={t("draft.title")}>
        <p>{t.rich("draft.text", { date: () => <LocalTime at={draft.savedAt} show="deadline" locale={locale} /> })}</p>
        <form action={discardDraftAction} className="mt-3">
          <input type="hidden" name="task" value={task.key} />
          <input type="hidden" name="person" value={task.person ?? ""} />
          <Button type="submit" look="line">
            {t("draft.discard")}
          </Button>
        </form>
      </Notice>
    </div>
  );
}

/** The form of a task, made of what is due; and above it what Stripe has already. */
export async function TaskAnswers({
  account,
  task,
  questions,
  path,
  action,
  drafts = null,
}: {
  account: TaskAccount;
  task: Task;
  questions: Questions;
  /** Of this page. */
  path: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /**
   * What was typed before, where what is typed is kept until it is sent; null: it is not kept. `anew`: the form that was emptied last,
   * so that a browser with script, which stays on the page, draws another and not the one that is filled in.
   */
  drafts?: { kept: Draft | null; anew: string | null } | null;
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
      {typed && drafts?.kept && <KeptDraft task={task} draft={drafts.kept} />}
      {typed && (
        <TaskForm
          key={drafts?.anew}
          view={{
            groups: await groupViews(questions, account),
            choices: await choiceViews(questions, { account, path }),
            boxes: [],
          }}
          hidden={{
            ...{ task: task.key, person: task.person ?? "", press: randomUUID() },
            // For the button of a way that leads to Stripe's page.
            ...{ kind: "onboarding", back: path },
          }}
          initial={drafts?.kept?.values ?? {}}
          draft={drafts && t("draft.saved")}
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
