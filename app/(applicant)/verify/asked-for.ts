import { currentPolicy } from "@/lib/policy/requirements";
import type { CheckKind } from "@/lib/verification/schema";

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
