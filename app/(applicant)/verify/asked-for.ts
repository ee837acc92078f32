import { currentPolicy } from "@/lib/policy/requirements";
import type { CheckKind } from "@/lib/verification/schema";
import type { EndCode } from "./screen";

/** What a session of ours asks for; a flow of Stripe's Dashboard asks for what it was set to, which we do not know. */
export function askedFor(): CheckKind[] {
  const { asks } = currentPolicy();
  switch (asks.type) {
    case "verification_flow":
      return [];
    case "id_number":
      return ["id_number"];
    case "document":
      return asks.requireIdNumber ? ["document", "selfie", "id_number"] : ["document", "selfie"];
  }
}

/** Whether an ID number alone is asked for: then there is no document, no camera and no face. */
export const asksNumberAlone = (): boolean => currentPolicy().asks.type === "id_number";

/** Whether a flow asks, which may send a code to the person's phone. */
export const mayCheckPhone = (): boolean => currentPolicy().asks.type === "verification_flow";

/** Under which name of `applicant.failure` the words of an end stand: without a face check nobody has declined one. */
export const failureWords = (code: EndCode) =>
  code === "consent_declined" && asksNumberAlone() ? ("number_declined" as const) : code;
