"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { refusal, stateAction } from "@/lib/action";
import { askAgain, createStripePage, refreshAccount, revealPersons, takeBackAsk } from "@/lib/connect/staff/mutations";
import { accountInput, askAgainInput, revealPersonsInput, takeBackAskInput } from "@/lib/connect/staff/schema";

/** Reads the account from Stripe now. */
export const refreshAccountAction = stateAction({
  permission: "accounts.refresh",
  input: accountInput,
  refused: refusal,
  run: async ({ viewer, input: { id } }) => {
    const result = await refreshAccount(viewer, id);
    revalidatePath(`/connect/accounts/${id}`);
    return result;
  },
});

/** Writes to the seller about what is due, and goes back to the account. */
export const askAgainAction = stateAction({
  permission: "accounts.ask",
  input: askAgainInput,
  refused: refusal,
  run: async ({ viewer, input }) => {
    const result = await askAgain(viewer, input);
    if (!result.ok) return result;
    redirect(`/connect/accounts/${input.id}?done=asked`);
  },
});

/** Takes back what was written to the seller, as long as it waits, and goes back to the account. */
export const takeBackAskAction = stateAction({
  permission: "accounts.ask",
  input: takeBackAskInput,
  refused: refusal,
  run: async ({ viewer, input: { id, askId } }) => {
    const result = await takeBackAsk(viewer, askId);
    if (!result.ok) return result;
    redirect(`/connect/accounts/${id}?done=taken_back`);
  },
});

/** Opens names of persons, for the moment of this answer. Who asked and why is in the audit log before they are shown. */
export const revealPersonsAction = stateAction({
  permission: "accounts.persons",
  input: revealPersonsInput,
  refused: refusal,
  run: ({ viewer, input }) => revealPersons(viewer, input),
});

/** Makes an address of Stripe's own page, for whoever helps the seller there. */
export const stripePageAction = stateAction({
  permission: "accounts.link",
  input: accountInput,
  refused: refusal,
  run: ({ viewer, input: { id } }) => createStripePage(viewer, id),
});
