import { currentPolicy } from "@/lib/policy/requirements";
import type { CheckKind } from "@/lib/verification/schema";

/** What a session of ours asks for; a flow of Stripe's Dashboard asks for what it was set to, which we do not know. */
export const askedFor = (): CheckKind[] => {
  const policy = currentPolicy();
  if (policy.verificationFlow) return [];
  return policy.requireIdNumber ? ["document", "selfie", "id_number"] : ["document", "selfie"];
};
