import { getLocale, getTranslations } from "next-intl/server";
import { list } from "@/i18n/format";
import { fileRuleOf } from "@/lib/connect/requirements/documents";
import { textsOfField } from "@/lib/connect/requirements/fields";
import type { TaskAccount } from "@/lib/connect/schema";
import { toFieldViews } from "./field-views";
import { type Question, type Questions, type Way, withWay } from "./questions";
import { choiceName } from "./read-form";
import type { FormView, WayView } from "./task-form";

type Account = Pick<TaskAccount, "country" | "currency">;

/** Questions under their legends, as a page draws them. */
export async function groupViews({ groups }: Pick<Questions, "groups">, account: Account): Promise<FormView["groups"]> {
  const connect = await getTranslations("connect");
  return Promise.all(
    groups.map(async ({ group, questions }) => ({
      title: connect(`group.${group}`),
      fields: await toFieldViews(questions, account),
    })),
  );
}

/** "Either … or …", as a page draws it. */
export async function choiceViews(
  { choices }: Questions,
  { account, path }: { account: Account; path: string },
): Promise<FormView["choices"]> {
  const [connect, t, locale] = await Promise.all([
    getTranslations("connect"),
    getTranslations("applicant.connect"),
    getLocale(),
  ]);
  const labelOf = ({ field }: Pick<Question, "field">) => connect(`${textsOfField(field.name, account.country)}.label`);
  const view = async ({ questions, elsewhere }: Way, index: number): Promise<WayView> => {
    const here = elsewhere.length > 0 && elsewhere.every(({ field }) => field && fileRuleOf(field));
    const files = elsewhere.flatMap(({ field }) => (field ? [labelOf({ field })] : []));
    const labels = [...new Set([...questions.map(labelOf), ...files])];
    return {
      label: list(labels, "plain", locale),
      fields: await toFieldViews(questions, account),
      elsewhere:
        elsewhere.length === 0
          ? null
          : here
            ? { text: t("documents.wayHere"), button: t("documents.wayOpen"), href: withWay(path, index) }
            : { text: t("documents.way"), button: t("hosted.open"), href: null },
    };
  };
  return Promise.all(
    choices.map(async ({ either, or }, index) => ({
      name: choiceName(index),
      title: connect("choose.title"),
      text: connect("choose.text"),
      either: await view(either, index),
      or: await view(or, index),
    })),
  );
}
