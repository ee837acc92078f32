"use server";

import { randomUUID } from "node:crypto";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action, formAction, refusal, stateAction } from "@/lib/action";
import { discardDraft, saveDraft } from "@/lib/connect/drafts";
import { loadMyAccount } from "@/lib/connect/loaders";
import { answerTask, setBankAccount } from "@/lib/connect/mutations/answers";
import { startConnectedAccount } from "@/lib/connect/mutations/start";
import { openHostedPage, openOnboarding } from "@/lib/connect/mutations/stripe-pages";
import { acceptTerms } from "@/lib/connect/mutations/terms";
import {
  draftOf,
  openHostedPageInput,
  saveDraftInput,
  setBankAccountInput,
  startAccountInput,
} from "@/lib/connect/schema";
import { changesOf, isChange, isCorrection, questionsToChange } from "./change/changes";
import { backPath, finish, formFields, pressId, startPage, thisPress, withCode, withWord } from "./press";
import { readStart, startPath } from "./start/answers";
import { readingFor, toAnswered, toConfirm, toProblems, toRefused, toTypedAgain } from "./task-form/answers";
import type { FormState } from "./task-form/form-state";
import { findTask, questionsOf, taskPath, toPersonRef } from "./task-form/questions";
import { answeredQuestions, choiceName, isSecretPath, readQuestions } from "./task-form/read-form";

const startForm = z.object({
  country: startAccountInput.shape.country,
  businessType: startAccountInput.shape.businessType,
  accept: z.literal("yes"),
});

/** Begins the seller's account with the first two answers and the acceptance of the terms; the answers stay where it is refused. */
export const startAccountAction = formAction({
  permission: "signed-in",
  input: formFields,
  refused: () => redirect(withCode(startPage, "invalid_input")),
  run: async ({ viewer, input }) => {
    const back = startPath(readStart(input));
    const form = startForm.safeParse(input);
    if (!form.success) redirect(withCode(back, "invalid_input"));
    const { country, businessType } = form.data;
    const terms = await thisPress();
    if (!terms) redirect(withCode(back, "stripe_unavailable"));
    const started = await startConnectedAccount(viewer, {
      country,
      businessType,
      capabilities: ["card_payments", "transfers"],
      terms,
    });
    finish(started, "/connect?done=start", back);
  },
});

/** The answers of a person's own entries, as they are sent: an individual's belong to the account. */
const toOwn = (person: string | null, values: Record<string, string | string[]>) => ({
  person: person === "individual" ? null : person,
  values:
    person === "individual"
      ? Object.fromEntries(Object.entries(values).map(([entry, value]) => [`individual.${entry}`, value]))
      : values,
});

/** Sends the answers of one task to Stripe; the form again, with what is wrong, if anything is. */
export const answerTaskAction = stateAction({
  permission: "signed-in",
  input: formFields,
  refused: () => toRefused({}, "invalid_input"),
  run: async ({ viewer, input }): Promise<FormState> => {
    const account = await loadMyAccount(viewer);
    const person = toPersonRef(input.person);
    const task = account && findTask(account.tasks, input.task ?? "", person);
    // What was due is not any more: the overview says what is.
    if (!account || !task) redirect("/connect?done=moved");
    const { questions, unchosen } = answeredQuestions(questionsOf(task, account), input);
    const { values, problems } = readQuestions(questions, input, readingFor(account));
    if (Object.keys(problems).length + unchosen.length > 0) {
      return toProblems(input, problems, unchosen.map(choiceName));
    }
    const press = pressId.safeParse(input.press);
    if (!press.success) return toRefused(input, "invalid_input");
    const answered = await answerTask(viewer, { press: press.data, ...toOwn(person, values) });
    if (!answered.ok) return toAnswered(input, questions, answered);
    await discardDraft(viewer, { task: task.key, person });
    redirect("/connect?done=sent");
  },
});

/**
 * Changes what Stripe has confirmed already, in two steps: what was typed is shown before it is sent. A changed tax number is
 * followed by the terms.
 */
export const changeAnswersAction = stateAction({
  permission: "signed-in",
  input: formFields,
  refused: () => toRefused({}, "invalid_input"),
  run: async ({ viewer, input }): Promise<FormState> => {
    const account = await loadMyAccount(viewer);
    const person = toPersonRef(input.person);
    const what = input.what ?? "";
    if (!account || !isChange(what)) redirect("/connect?done=moved");
    const { needsTerms, of } = changesOf(what);
    const questions = questionsToChange(what, person, account.country);
    const asked = { questions, country: account.country };
    if (input.edit === "yes") return toTypedAgain(input);
    const { values, problems } = readQuestions(questions, input, readingFor(account), { emptyLine: "removes" });
    const isConfirmed = input.confirmed === "yes";
    const accepts = needsTerms && (isConfirmed || isCorrection(what, person, account.tasks));
    const terms = await thisPress();
    const wrong = {
      ...problems,
      ...(accepts && (input.accept !== "yes" || !terms) && { accept: "not_confirmed" as const }),
    };
    if (Object.keys(wrong).length > 0) {
      const here = isConfirmed && Object.keys(wrong).every((name) => name === "accept" || isSecretPath(name));
      return here ? toConfirm(input, asked, wrong) : toProblems(input, wrong);
    }
    // Of what Stripe has confirmed nothing is changed by one press.
    if (!isConfirmed && !isCorrection(what, person, account.tasks)) return toConfirm(input, asked);
    const press = pressId.safeParse(input.press);
    if (!press.success) return toRefused(input, "invalid_input");
    const owner = of === "person" ? person : null;
    const answered = await answerTask(viewer, { press: press.data, ...toOwn(owner, values) });
    if (!answered.ok) return toAnswered(input, questions, answered);
    if (needsTerms && terms) {
      const accepted = await acceptTerms(viewer, { press: press.data, terms });
      if (!accepted.ok) redirect(withCode(taskPath({ key: "terms", person: null }), "stripe_unavailable"));
    }
    redirect("/connect?done=changed");
  },
});

/** Accepts Stripe's terms by the seller's own press. */
export const acceptTermsAction = formAction({
  permission: "signed-in",
  input: z.object({ press: pressId, accept: z.literal("yes") }),
  refused: () => redirect(withCode("/connect/tasks/terms", "invalid_input")),
  run: async ({ viewer, input: { press } }) => {
    const terms = await thisPress();
    if (!terms) redirect(withCode("/connect/tasks/terms", "stripe_unavailable"));
    finish(await acceptTerms(viewer, { press, terms }), "/connect?done=sent", "/connect/tasks/terms");
  },
});

/** Payouts go to the bank account of this token, which Stripe.js made in the browser. */
export const setBankAccountAction = action({
  permission: "signed-in",
  input: setBankAccountInput,
  refused: refusal,
  run: ({ viewer, input }) => setBankAccount(viewer, input),
});

/** Goes to Stripe's own page, by an address that is made now; back where the press was when there is none. */
export const openHostedPageAction = formAction({
  permission: "signed-in",
  input: openHostedPageInput.extend({
    back: backPath,
  }),
  refused: () => redirect(withCode(startPage, "invalid_input")),
  run: async ({ viewer, input: { kind, back } }) => {
    const opened = await openHostedPage(viewer, { kind });
    redirect(opened.ok ? opened.url : withCode(back, "hosted"));
  },
});

/** What Stripe's embedded onboarding opens with, handed on to the one who asked. */
export const openOnboardingAction = action({
  permission: "signed-in",
  input: z.null(),
  refused: refusal,
  run: ({ viewer }) => openOnboarding(viewer),
});

/** Keeps what was typed into the form of a task so far; whether it did. */
export const saveDraftAction = action({
  permission: "signed-in",
  input: saveDraftInput,
  refused: () => false,
  run: ({ viewer, input }) => saveDraft(viewer, input),
});

/** Deletes what was kept of the form of a task. */
export const discardDraftAction = formAction({
  permission: "signed-in",
  input: draftOf.extend({ person: z.string().transform((person) => toPersonRef(person)) }),
  refused: () => redirect(withCode(startPage, "invalid_input")),
  run: async ({ viewer, input }) => {
    await discardDraft(viewer, input);
    // Another address each time: a browser with script stays on the page, and would keep what is typed there.
    redirect(withWord(taskPath({ key: input.task, person: input.person }), "anew", randomUUID().replaceAll("-", "")));
  },
});
