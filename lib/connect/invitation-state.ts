import type { MailOutcome } from "@/prisma/generated/enums";

/** What of an invitation decides where it stands. */
export type InvitationTimes = {
  expiresAt: Date;
  openedAt: Date | null;
  sessionEndsAt: Date | null;
  completedAt: Date | null;
  revokedAt: Date | null;
  /** Of its mail. */
  mail: MailOutcome | null;
};

/**
 * Where an invitation stands: taken back or replaced; everything given; open in somebody's browser; left without everything being
 * given; too old; not sent; or not opened yet.
 */
export type InvitationState = "revoked" | "given" | "opened" | "left" | "expired" | "undelivered" | "waiting";

/** Where it stands at this moment. */
export function invitationState(
  { expiresAt, openedAt, sessionEndsAt, completedAt, revokedAt, mail }: InvitationTimes,
  at: Date,
): InvitationState {
  if (revokedAt) return "revoked";
  if (completedAt) return "given";
  if (openedAt) return sessionEndsAt && sessionEndsAt > at ? "opened" : "left";
  if (mail === "failed") return "undelivered";
  return expiresAt > at ? "waiting" : "expired";
}
