import { patienceMs } from "@/lib/verification/ask-when-silent";
import type { StripeStatus } from "@/prisma/generated/enums";

/** A session that was made to prove a person of an account, as far as it tells what became of it. */
export type TakenSelfie = {
  status: StripeStatus;
  /** Whether Stripe has said anything of a submission. */
  heard: boolean;
  changedAt: Date;
  syncedAt: Date;
  /** When it was last opened. */
  startedAt: Date | null;
};

/** What became of a selfie. `proven`: Stripe has verified it, and the account was read since. `open`: it may be taken again. */
type SelfieState = "checking" | "proven" | "open";

/** Whether the account was not read since Stripe proved the person: what it asks for may be news. `readAt`: when it was. */
export const isBehind = (readAt: Date | null, { status, changedAt }: Pick<TakenSelfie, "status" | "changedAt">) =>
  status === "verified" && (readAt === null || readAt < changedAt);

/** What became of it, for a page to which somebody came at `arrivedAt`. */
export function selfieState(taken: TakenSelfie, readAt: Date | null, arrivedAt: Date): SelfieState {
  const { status, heard, changedAt, syncedAt, startedAt } = taken;
  switch (status) {
    case "verified":
      return isBehind(readAt, taken) ? "checking" : "proven";
    case "processing":
      return "checking";
    case "canceled":
      return "open";
    case "requires_input":
    case "unknown": {
      // As long as Stripe has heard nothing, the news is that it was begun.
      const answered = heard && (startedAt === null || changedAt > startedAt);
      const askedSinceArrival = syncedAt.getTime() > arrivedAt.getTime() + patienceMs;
      return answered || askedSinceArrival ? "open" : "checking";
    }
  }
}
