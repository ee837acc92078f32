import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { list } from "@/i18n/format";
import { brand } from "@/lib/brand";
import { readCode, readCodes } from "@/lib/connect/requirements/codes";
import type { Task } from "@/lib/connect/requirements/tasks";
import type { TaskAccount } from "@/lib/connect/schema";
import { correctionPath } from "./change/changes";
import { HostedForm } from "./hosted/hosted-form";
import { findTask, invitedTaskPath, isTypedHere, taskPath } from "./task-form/questions";

/**
 * Why Stripe refused what was sent, and what can be done: cause, action, and the next steps that the code has. `invited`: for somebody
 * invited, who has none of the ways that lead to the rest of the account.
 */
export async function Failed({
  account,
  task,
  invited = false,
}: {
  account: TaskAccount;
  task: Task;
  invited?: boolean;
}) {
  // What typing settles is said at its field.
  const typedCodes = new Set(task.entries.flatMap(({ field, codes }) => (isTypedHere(field, account) ? codes : [])));
  const codes = readCodes(task.entries.flatMap((one) => one.codes)).filter(
    ({ text, button }) => button !== "fix" || ![...typedCodes].some((code) => readCode(code).text === text),
  );
  const [first, ...others] = codes;
  if (!first) return null;

  const [t, connect, locale] = await Promise.all([
    getTranslations("applicant.connect"),
    getTranslations("connect"),
    getLocale(),
  ]);
  const title = (code: typeof first) => connect(`code.${code.text}.title`);
  const typed = task.key === "you" || task.key === "person" || task.key === "company" || task.key === "shop";
  const correction = correctionPath(task);
  const document = findTask(account.tasks, task.key === "company" ? "papers" : "id", task.person);
  const ways = () => {
    if (invited) {
      return (
        first.button === "two" &&
        document && (
          <ButtonLink look="line" href={invitedTaskPath(document)}>
            {t("failed.document")}
          </ButtonLink>
        )
      );
    }
    switch (first.button) {
      case "two":
        return typed ? (
          document && (
            <ButtonLink look="line" href={taskPath(document)}>
              {t("failed.document")}
            </ButtonLink>
          )
        ) : (
          <ButtonLink look="line" href={correction}>
            {t("failed.correct")}
          </ButtonLink>
        );
      case "fix":
        return typed ? null : (
          <ButtonLink look="line" href={correction}>
            {connect("codeButton.fix")}
          </ButtonLink>
        );
      case "people":
        return (
          <ButtonLink look="line" href="/connect/people">
            {connect("codeButton.people")}
          </ButtonLink>
        );
      case "press":
        return (
          <ButtonLink look="line" href={taskPath({ key: "terms", person: null })}>
            {connect("codeButton.press")}
          </ButtonLink>
        );
      case "page":
        return <HostedForm back={taskPath(task)} look="line" />;
      case "help":
        return (
          <ButtonLink look="line" href={`mailto:${brand.supportAddress}`}>
            {connect("codeButton.help")}
          </ButtonLink>
        );
      // Files are sent further down on the same page.
      case "file":
      case "id":
        return null;
    }
  };
  return (
    <div className="mt-5">
      <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={title(first)}>
        <p>{connect(`code.${first.text}.cause`)}</p>
        <p>{connect(`code.${first.text}.action`)}</p>
        {others.length > 0 && (
          <p className="mt-1">{connect("codeAlso", { titles: list(others.map(title), "plain", locale) })}</p>
        )}
        <div className="mt-3 empty:hidden">{ways()}</div>
      </Notice>
    </div>
  );
}
