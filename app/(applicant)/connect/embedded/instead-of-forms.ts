import { redirect } from "next/navigation";
import { currentPolicy } from "@/lib/policy/requirements";

/** The page of Stripe's embedded onboarding. Its policy is its own, so that it is reached by plain links alone. */
export const onboardingPath = "/connect/onboarding";

/** Whether Stripe's embedded onboarding stands in the place of our forms. */
export const isEmbedded = (): boolean => currentPolicy().sellerPages === "embedded";

/** For the pages of our forms: leads on to what stands in their place, if anything does. */
export function leaveForEmbedded(): void {
  if (isEmbedded()) redirect(onboardingPath);
}
