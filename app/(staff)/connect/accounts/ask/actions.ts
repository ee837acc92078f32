"use server";

import { refusal, stateAction } from "@/lib/action";
import { askSeveral, takeBackSeveral } from "@/lib/connect/staff/mutations";
import { askSeveralInput, takeBackSeveralInput } from "@/lib/connect/staff/schema";

/** Writes to the sellers of several accounts about what is due, and says what became of each. */
export const askSeveralAction = stateAction({
  permission: "accounts.ask_several",
  input: askSeveralInput,
  refused: refusal,
  run: ({ viewer, input: { ids } }) => askSeveral(viewer, ids),
});

/** Takes back what one press wrote, as far as it still waits. */
export const takeBackSeveralAction = stateAction({
  permission: "accounts.ask",
  input: takeBackSeveralInput,
  refused: refusal,
  run: ({ viewer, input: { askIds } }) => takeBackSeveral(viewer, askIds),
});
