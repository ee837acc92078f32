"use server";

import { redirect } from "next/navigation";
import { emptied, namesAsked, rolesGiven } from "@/app/(applicant)/connect/board/asked";
import { finish, formFields, pressId, startPage, thisPress, withCode } from "@/app/(applicant)/connect/press";
import { readingFor, toAnswered, toProblems, toRefused } from "@/app/(applicant)/connect/task-form/answers";
import type { FormState } from "@/app/(applicant)/connect/task-form/form-state";
import { questionsFor, toPersonRef } from "@/app/(applicant)/connect/task-form/questions";
import { readQuestions } from "@/app/(applicant)/connect/task-form/read-form";
import { formAction, stateAction } from "@/lib/action";
import { invitePerson, revokeInvitation } from "@/lib/connect/invitations";
import { loadMyAccount } from "@/lib/connect/loaders";
import { addPerson, changePerson, confirmPeople, removePerson } from "@/lib/connect/mutations/people";
import { confirmPeopleInput, invitePersonInput, removePersonInput, revokeInvitationInput } from "@/lib/connect/schema";

/** Adds somebody to the board of people, or changes who is there. */
export const savePersonAction = stateAction({
  permission: "signed-in",
  input: formFields,
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
  input: formFields,
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

/** Mails somebody on the board a link by which she gives her own data. */
export const invitePersonAction = stateAction({
  permission: "signed-in",
  input: formFields,
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
