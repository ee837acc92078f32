"use server";

import { randomUUID } from "node:crypto";
import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { action, formAction, refusal, stateAction } from "@/lib/action";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { discardDraft, saveDraft } from "@/lib/connect/drafts";
import { invitePerson, revokeInvitation } from "@/lib/connect/invitations";
import { loadMyAccount } from "@/lib/connect/loaders";
import { answerTask, attachDocument, setBankAccount } from "@/lib/connect/mutations/answers";
import { addPerson, changePerson, confirmPeople, removePerson } from "@/lib/connect/mutations/people";
import { startConnectedAccount } from "@/lib/connect/mutations/start";
import { openHostedPage, openOnboarding } from "@/lib/connect/mutations/stripe-pages";
import { acceptTerms } from "@/lib/connect/mutations/terms";
import {
  acceptTermsInput,
  attachDocumentInput,
  type ConnectResult,
  confirmPeopleInput,
  draftOf,
  fileTarget,
  invitePersonInput,
  openHostedPageInput,
  removeFileInput,
  removePersonInput,
  revokeInvitationInput,
  saveDraftInput,
  setBankAccountInput,
  startAccountInput,
} from "@/lib/connect/schema";
import { selfieAllowed, startSelfie } from "@/lib/connect/selfie";
import { findSameFile, removeWaitingFile } from "@/lib/connect/uploads";
import { recordConsent } from "@/lib/verification/mutations";
import { startVerificationInput } from "@/lib/verification/schema";
import { emptied, namesAsked, rolesGiven } from "./board/asked";
import { changesOf, isChange, isCorrection, questionsToChange } from "./change/changes";
import { thisPress } from "./press";
import { readStart, startPath } from "./start/answers";
import { readingFor, toAnswered, toConfirm, toProblems, toRefused, toTypedAgain } from "./task-form/answers";
import type { FormState } from "./task-form/form-state";
import { findTask, questionsFor, questionsOf, taskPath, toPersonRef } from "./task-form/questions";
import { answeredQuestions, choiceName, isSecretPath, readQuestions } from "./task-form/read-form";

const pressId = acceptTermsInput.shape.press;

/** Every field of a form; which of them count, its questions say. */
const fields = z.record(z.string(), z.string());

const startPage = "/connect";
/** Where a press came from, among the seller's pages. */
const backPath = z
  .string()
  .regex(/^\/connect[\w/?=&-]*$/)
  .catch(startPage);
const withWord = (path: string, name: string, word: string) =>
  `${path}${path.includes("?") ? "&" : "?"}${name}=${word}`;
const withCode = (path: string, code: string) => withWord(path, "refused", code);
/** Where a press ends that has no form to show what is wrong. */
const finish = (result: ConnectResult, done: string, back: string): never =>
  redirect(result.ok ? done : withCode(back, result.code === "field" ? "stripe_refused" : result.code));

const startForm = z.object({
  country: startAccountInput.shape.country,
  businessType: startAccountInput.shape.businessType,
  accept: z.literal("yes"),
});

/** Begins the seller's account with the first two answers and the acceptance of the terms; the answers stay where it is refused. */
export const startAccountAction = formAction({
  permission: "signed-in",
  input: fields,
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
  input: fields,
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
  input: fields,
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
    const { values, problems } = readQuestions(questions, input, readingFor(account));
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

/** Gives files that are at Stripe to it as a document. */
export const attachDocumentAction = formAction({
  permission: "signed-in",
  input: z.object({
    person: z.string().transform((person) => person || null),
    entry: z.string(),
    files: z.string().transform((files) => files.split(",")),
    back: backPath,
  }),
  refused: () => redirect(withCode(startPage, "invalid_input")),
  run: async ({ viewer, input: { back, ...input } }) => {
    const document = attachDocumentInput.safeParse(input);
    if (!document.success) redirect(withCode(back, "files_missing"));
    finish(await attachDocument(viewer, document.data), "/connect?done=sent", back);
  },
});

/** Leaves out a page of a paper that was not given to Stripe as a document yet. */
export const removePageAction = formAction({
  permission: "signed-in",
  input: removeFileInput.extend({ back: backPath }),
  refused: () => redirect(withCode(startPage, "invalid_input")),
  run: async ({ viewer, input: { back, file } }) => {
    const removed = await removeWaitingFile(viewer, { file });
    redirect(removed ? back : withCode(back, "files_missing"));
  },
});

/** Whether a file with this SHA-256 would be refused, before it is sent. */
export const findSameFileAction = action({
  permission: "signed-in",
  input: fileTarget.extend({ digest: z.string().regex(/^[\da-f]{64}$/) }),
  refused: () => null,
  run: ({ viewer, input: { digest, ...target } }) =>
    findSameFile(viewer, { ...target, digest: Buffer.from(digest, "hex") }),
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

/** Adds somebody to the board of people, or changes who is there. */
export const savePersonAction = stateAction({
  permission: "signed-in",
  input: fields,
  refused: () => toRefused({}, "invalid_input"),
  run: async ({ viewer, input }): Promise<FormState> => {
    const account = await loadMyAccount(viewer);
    if (!account) redirect(withCode(startPage, "not_started"));
    const person = toPersonRef(input.person);
    const held = account.persons.find(({ id }) => id === person);
    const roles = rolesGiven(held?.roles ?? [], input);
    const isOwner = roles.includes("owner");
    const paths = [...namesAsked(account.country, { isNew: person === null }), "email", "relationship.title"];
    const questions = questionsFor("person_new", [...paths, "relationship.percent_ownership"]).map((question) => ({
      ...question,
      // Only what an owner must say, and what everybody must.
      field: { ...question.field, optional: question.field.path === "email" || question.field.path.startsWith("rel") },
    }));
    const { values, problems } = readQuestions(questions, input, readingFor(account));
    const { "relationship.percent_ownership": share, ...named } = values;
    const rest = { ...named, ...(held && emptied(held, input)) };
    const noRole = roles.length === 0 ? ["roles"] : [];
    if (Object.keys(problems).length + noRole.length > 0) return toProblems(input, problems, noRole);
    const press = pressId.safeParse(input.press);
    if (!press.success) return toRefused(input, "invalid_input");
    const percentOwnership = isOwner && typeof share === "string" ? Number(share) : null;
    const board = { press: press.data, roles, percentOwnership, values: rest };
    const saved = person === null ? await addPerson(viewer, board) : await changePerson(viewer, { ...board, person });
    if (!saved.ok) return toAnswered(input, questions, saved);
    redirect("/connect/people?done=person");
  },
});

/** Takes somebody off the board. */
export const removePersonAction = formAction({
  permission: "signed-in",
  input: removePersonInput,
  refused: () => redirect(withCode("/connect/people", "invalid_input")),
  run: async ({ viewer, input }) =>
    finish(await removePerson(viewer, input), "/connect/people?done=removed", "/connect/people"),
});

/** Confirms that everybody is named, and what Stripe wants declared besides. */
export const confirmPeopleAction = formAction({
  permission: "signed-in",
  input: fields,
  run: async ({ viewer, input }) => {
    const by = await thisPress();
    const board = confirmPeopleInput.safeParse({
      press: input.press,
      all: ["owners", "directors", "executives"].filter((role) => input[`all:${role}`] === "yes"),
      declare: ["ownership", "directorship", "representative"].filter((what) => input[`declare:${what}`] === "yes"),
      by,
    });
    if (!board.success) redirect(withCode("/connect/people", by ? "invalid_input" : "stripe_unavailable"));
    finish(await confirmPeople(viewer, board.data), "/connect/people?done=confirmed", "/connect/people");
  },
});

/** The press agrees to the text above it, where there is anything to agree to. */
async function beginSelfie(viewer: Viewer, entry: "modal" | "hosted") {
  const allowed = selfieAllowed(await loadMyAccount(viewer));
  if (!allowed.ok) return refusal(allowed.why);
  const recorded = await recordConsent(viewer, { choice: "agreed", locale: await getLocale() });
  return recorded.ok ? startSelfie(viewer, { entry }) : recorded;
}

/** Agrees to the check and opens it, for the seller's account and for themselves. Secret and address are kept nowhere. */
export const startSelfieAction = action({
  permission: "signed-in",
  input: startVerificationInput,
  refused: refusal,
  run: ({ viewer, input }) => beginSelfie(viewer, input.entry),
});

/** The same without script: 303 to Stripe's hosted page, or back with the code of the refusal. */
export const startSelfieByFormAction = formAction({
  permission: "signed-in",
  input: z.unknown(),
  run: async ({ viewer }) => {
    const started = await beginSelfie(viewer, "hosted");
    redirect(started.ok ? started.url : `/connect/selfie?refused=${started.code}`);
  },
});

/** What Stripe's embedded onboarding opens with, handed on to the one who asked. */
export const openOnboardingAction = action({
  permission: "signed-in",
  input: z.null(),
  refused: refusal,
  run: ({ viewer }) => openOnboarding(viewer),
});

/** Mails somebody on the board a link by which she gives her own data. */
export const invitePersonAction = stateAction({
  permission: "signed-in",
  input: fields,
  refused: () => toRefused({}, "invalid_input"),
  run: async ({ viewer, input }): Promise<FormState> => {
    const account = await loadMyAccount(viewer);
    if (!account) redirect(withCode(startPage, "not_started"));
    const questions = questionsFor("person_new", ["email"]);
    const { problems } = readQuestions(questions, input, readingFor(account));
    if (Object.keys(problems).length > 0) return toProblems(input, problems);
    const invitation = invitePersonInput.safeParse(input);
    if (!invitation.success) return toRefused(input, "invalid_input");
    const invited = await invitePerson(viewer, invitation.data);
    if (!invited.ok) return toAnswered(input, questions, invited);
    redirect("/connect/people?done=invited");
  },
});

/** Takes back the link that somebody was sent. */
export const revokeInvitationAction = formAction({
  permission: "signed-in",
  input: revokeInvitationInput,
  refused: () => redirect(withCode("/connect/people", "invalid_input")),
  run: async ({ viewer, input }) =>
    finish(await revokeInvitation(viewer, input), "/connect/people?done=revoked", "/connect/people"),
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
