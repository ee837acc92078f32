import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { checkMyStatus } from "@/lib/verification/own-status";
import { signInSomebody } from "@/testkit/in-process/people";

/*
 * One person who starts in six loops and asks for the status in thirty, for so many seconds, which are the argument; as a
 * second web process would let them.
 */

const viewer = await signInSomebody();
await recordConsent(viewer, { choice: "agreed", locale: "en" });

const arrivedAt = new Date();
const end = Date.now() + Number(process.argv[2]) * 1000;
const repeat = async (work: () => Promise<unknown>) => {
  while (Date.now() < end) await work();
};
await Promise.all([
  ...Array.from({ length: 6 }, () => repeat(() => startVerification(viewer, { entry: "modal" }))),
  ...Array.from({ length: 30 }, () => repeat(() => checkMyStatus(viewer, { arrivedAt }))),
]);
process.exit(0);
