import { randomBytes } from "node:crypto";
import Stripe from "stripe";
import type { Request } from "./load.ts";

/** The request that delivers an event, signed as Stripe signs. */
export function signedRequest(event: object, secret: string): Request & { body: string } {
  const body = JSON.stringify(event, null, 2);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  return { body, headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": signature } };
}

/** An event of the usual size about a VerificationSession: by default one that there is not. */
export function inventEvent(sessionId = `vs_${randomBytes(12).toString("hex")}`): object {
  const id = randomBytes(12).toString("hex");
  const created = Math.floor(Date.now() / 1000);
  return {
    id: `evt_${id}`,
    object: "event",
    api_version: "2026-10-28.endive",
    created,
    data: {
      object: {
        id: sessionId,
        object: "identity.verification_session",
        client_reference_id: "00000000-0000-7000-8000-000000000001",
        client_secret: null,
        created,
        last_error: null,
        last_verification_report: `vr_${id}`,
        livemode: false,
        metadata: {
          user_id: "00000000-0000-7000-8000-000000000001",
          verification_id: "00000000-0000-7000-8000-000000000002",
        },
        options: {
          document: {
            allowed_types: ["driving_license", "id_card", "passport"],
            require_id_number: false,
            require_live_capture: true,
            require_matching_selfie: true,
          },
        },
        provided_details: { email: "somebody@demo.test" },
        redaction: null,
        related_customer: null,
        status: "verified",
        type: "document",
        url: null,
      },
    },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: "identity.verification_session.verified",
  };
}
