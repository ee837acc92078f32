import { inject } from "vitest";

/** A caught mail. */
type CaughtMail = { id: string; to: string[]; subject: string; text: string; html: string };

/** What was mailed to this address, oldest first, as the mail catcher has it. */
export async function mailsTo(address: string): Promise<CaughtMail[]> {
  const response = await fetch(`${inject("mailUrl")}/api/messages`);
  // A cast, because the catcher's contract says so (scripts/stack/mail-catcher.ts).
  const all = (await response.json()) as CaughtMail[];
  return all.filter(({ to }) => to.includes(address)).reverse();
}
