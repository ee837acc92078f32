"use server";

import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { readingFor, toAnswered, toProblems, toRefused } from "@/app/(applicant)/connect/task-form/answers";
import type { FormState } from "@/app/(applicant)/connect/task-form/form-state";
import { findTask, questionsOf } from "@/app/(applicant)/connect/task-form/questions";
import { answeredQuestions, choiceName, readQuestions } from "@/app/(applicant)/connect/task-form/read-form";
import { formAction, refusal, stateAction } from "@/lib/action";
import { beginInvitedSession } from "@/lib/auth/invited";
import { networkAddress } from "@/lib/auth/network-address";
import { redeemInvitation } from "@/lib/connect/invitations";
import { loadInvitedAccount } from "@/lib/connect/loaders";
import { answerTask, attachDocument } from "@/lib/connect/mutations/answers";
import { startPersonSelfie } from "@/lib/connect/person-selfie";
import { answerTaskInput, attachDocumentInput } from "@/lib/connect/schema";

/** Uses a link up and opens what it leads to: by a press, as programs that look through mails open links, too. */
export const openInvitationAction = formAction({
  permission: "anyone",
  input: z.object({ token: z.string().max(100) }),
  refused: () => redirect("/invited?link=unknown"),
  run: async ({ input: { token } }) => {
    const session = await redeemInvitation(token, await networkAddress());
    if (!session.ok) redirect(`/invited?link=${session.why}`);
    await beginInvitedSession(session);
    redirect("/invited/tasks");
  },
});

/** Sends somebody's own answers of one task to Stripe; the form again, with what is wrong, if anything is. */
export const answerOwnTaskAction = stateAction({
  permission: "invited",
  input: z.record(z.string(), z.string()),
  refused: () => toRefused({}, "invalid_input"),
  run: async ({ viewer, input }): Promise<FormState> => {
    const account = await loadInvitedAccount(viewer);
    const task = account && findTask(account.tasks, input.task ?? "", viewer.personId);
    if (!task) redirect("/invited/tasks");
    const { questions, unchosen } = answeredQuestions(questionsOf(task, account), input);
    const { values, problems } = readQuestions(questions, input, readingFor(account));
    if (Object.keys(problems).length + unchosen.length > 0) {
      return toProblems(input, problems, unchosen.map(choiceName));
    }
    const press = answerTaskInput.shape.press.safeParse(input.press);
    if (!press.success) return toRefused(input, "invalid_input");
    const answered = await answerTask(viewer, { press: press.data, person: viewer.personId, values });
    if (!answered.ok) return toAnswered(input, questions, answered);
    redirect("/invited/tasks?done=sent");
  },
});

/** Gives pictures of her own document that are at Stripe to it. */
export const attachOwnDocumentAction = formAction({
  permission: "invited",
  input: z.object({
    entry: z.string(),
    files: z.string().transform((files) => files.split(",")),
    back: z
      .string()
      .regex(/^\/invited\/tasks[\w/?=&-]*$/)
      .catch("/invited/tasks"),
  }),
  refused: () => redirect("/invited/tasks"),
  run: async ({ viewer, input: { back, ...input } }) => {
    const document = attachDocumentInput.safeParse({ ...input, person: viewer.personId });
    const sent = document.success ? await attachDocument(viewer, document.data) : refusal("files_missing");
    redirect(sent.ok ? "/invited/tasks?done=sent" : `${back}${back.includes("?") ? "&" : "?"}refused=${sent.code}`);
  },
});

/** Agrees to the text above the press and leads to Stripe's page, 303; its address is kept nowhere. Or back, with why not. */
export const startOwnSelfieAction = formAction({
  permission: "invited",
  input: z.unknown(),
  run: async ({ viewer }) => {
    const started = await startPersonSelfie(viewer, { locale: await getLocale() });
    if (started.ok) redirect(started.url);
    // What Stripe checks already is followed where it is waited for.
    redirect(
      started.code === "being_checked" ? "/invited/selfie/submitted" : `/invited/selfie?refused=${started.code}`,
    );
  },
});
