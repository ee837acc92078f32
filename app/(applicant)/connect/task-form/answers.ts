import "server-only";
import { getTranslations } from "next-intl/server";
import { type ConnectRefusal, refusalTexts } from "@/app/(applicant)/connect/refusals";
import { knownCodes, readCode } from "@/lib/connect/requirements/codes";
import { isDate, textsOfField } from "@/lib/connect/requirements/fields";
import { statesOf } from "@/lib/connect/requirements/places";
import type { ReadingContext } from "@/lib/connect/requirements/readers";
import type { ConnectResult, TaskAccount } from "@/lib/connect/schema";
import { env } from "@/lib/env";
import { noteWrongForm } from "@/lib/request-scope";
import { now } from "@/lib/time";
import type { FormState } from "./form-state";
import type { Question } from "./questions";
import { isSecret, type Problem, type Sent, tokensIn, toShownAgain } from "./read-form";

/** What decides whether an answer for this account can be right, now. */
export const readingFor = ({
  country,
  currency,
}: Pick<TaskAccount, "country" | "currency">): Omit<ReadingContext, "addressCountry"> => ({
  accountCountry: country,
  currency,
  now: now(),
  testMode: !env().stripe.livemode,
});

/** The form again, with what is wrong at its fields. `unchosen`: names of choices in which nothing is chosen. */
export async function toProblems(
  sent: Sent,
  problems: Readonly<Record<string, Problem>>,
  unchosen: readonly string[] = [],
): Promise<FormState> {
  const [connect, t] = await Promise.all([getTranslations("connect"), getTranslations("applicant.connect")]);
  if (Object.keys(problems).length + unchosen.length > 0) noteWrongForm();
  return {
    values: toShownAgain(sent),
    problems: {
      ...Object.fromEntries(Object.entries(problems).map(([path, problem]) => [path, connect(`problem.${problem}`)])),
      ...Object.fromEntries(unchosen.map((name) => [name, t("chooseOne")])),
    },
    refused: null,
  };
}

/** The form again, with why nothing was sent. */
export async function toRefused(sent: Sent, code: ConnectRefusal, total?: number): Promise<FormState> {
  const t = await getTranslations("applicant.connect");
  noteWrongForm();
  return { values: toShownAgain(sent), problems: {}, refused: refusalTexts(t, code, total) };
}

/** The form again after Stripe, or we, refused it. */
export async function toAnswered(
  sent: Sent,
  questions: readonly Question[],
  result: Extract<ConnectResult, { ok: false }>,
): Promise<FormState> {
  if (result.code === "shares_over_100") return toRefused(sent, result.code, result.total);
  if (result.code !== "field") return toRefused(sent, result.code);

  const [connect, t] = await Promise.all([getTranslations("connect"), getTranslations("applicant.connect")]);
  const problems = result.problems.map(({ entry, code, sentence }) => {
    const path = entry.replace(/^individual\./, "");
    const field = questions.find(({ field }) => path === field.path || path.startsWith(`${field.path}.`))?.field;
    const known = code !== null && knownCodes.some((one) => one === code) ? readCode(code).text : null;
    const text = known
      ? t("refused", { cause: connect(`code.${known}.cause`), action: connect(`code.${known}.action`) })
      : t("stripeSays", { sentence });
    return { path: field?.path ?? null, text };
  });
  noteWrongForm();
  const atFields = problems.flatMap(({ path, text }) => (path === null ? [] : [[path, text] as const]));
  const [elsewhere] = problems.filter(({ path }) => path === null);
  return {
    values: toShownAgain(sent),
    problems: Object.fromEntries(atFields),
    refused: elsewhere ? { title: t("refusal.stripe_refused.title"), text: elsewhere.text } : null,
  };
}

/** The form again as it was typed, with nothing wrong in it. */
export const toTypedAgain = (sent: Sent): FormState => ({ values: toShownAgain(sent), problems: {}, refused: null });

/**
 * What was typed, to be confirmed before it is sent. A token of a number goes along; a number itself, where no script made a token of
 * it, does not, and is typed once more. `problems`: of the confirmation itself.
 */
export async function toConfirm(
  sent: Sent,
  { questions, country }: { questions: readonly Question[]; country: string },
  problems: Readonly<Record<string, Problem>> = {},
): Promise<FormState> {
  const [connect, t, state] = await Promise.all([
    getTranslations("connect"),
    getTranslations("applicant.connect"),
    toProblems(sent, problems),
  ]);
  const rows = questions.flatMap(({ field }) => {
    const value = isSecret(field) ? t("change.notShown") : shownText(field, sent, country);
    return value === "" ? [] : [{ name: connect(`${textsOfField(field.name, country)}.label`), value }];
  });
  return { ...state, values: { ...state.values, ...tokensIn(questions, sent) }, confirm: rows };
}

/** A date in the order of ISO 8601, a state by the name it was chosen by, and anything else as it was typed. */
function shownText(field: Question["field"], sent: Sent, country: string): string {
  if (isDate(field)) {
    const parts = ["year", "month", "day"] as const;
    return parts.map((part) => (sent[`${field.path}.${part}`] ?? "").padStart(2, "0")).join("-");
  }
  const typed = sent[field.path] ?? "";
  const state = field.kind === "state" ? statesOf(country)?.find(({ code }) => code === typed) : undefined;
  return state?.name ?? typed;
}
