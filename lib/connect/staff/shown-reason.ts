import { may } from "@/lib/auth/permissions";
import type { Role } from "@/prisma/generated/enums";

/** What is said in the place of a reason that tells of a match on a list. */
const instead: Readonly<Record<string, string>> = { listed: "under_review", "rejected.listed": "rejected.other" };

/** Stripe's disabled_reason as this role may read it: that somebody may stand on a list is for few. */
export const shownReason = (role: Role, reason: string | null): string | null =>
  reason === null || may(role, "accounts.listed") ? reason : (instead[reason] ?? reason);
