import "server-only";
import { setTimeout } from "node:timers/promises";
import Stripe from "stripe";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { callStripe, stripeClient } from "@/lib/stripe/client";

const address = z.object({
  line1: z.string().nullish(),
  line2: z.string().nullish(),
  city: z.string().nullish(),
  state: z.string().nullish(),
  postal_code: z.string().nullish(),
  country: z.string().nullish(),
});

/** Stripe's address, verbatim. */
type StripeAddress = z.infer<typeof address>;

const checkError = z.object({ code: z.string().nullish(), reason: z.string().nullish() }).nullish();
const check = z.object({ status: z.enum(["verified", "unverified"]), error: checkError });

const report = z.object({
  id: z.string().startsWith("vr_"),
  created: z.number().int(),
  type: z.string(),
  verification_session: z.string().nullish(),
  document: check
    .extend({
      type: z.string().nullish(),
      issuing_country: z.string().nullish(),
    })
    .nullish(),
  selfie: check.nullish(),
  id_number: check.nullish(),
  email: check.nullish(),
  phone: check.nullish(),
});

const session = z.object({
  id: z.string().startsWith("vs_"),
  created: z.number().int(),
  livemode: z.boolean(),
  type: z.string(),
  status: z.enum(["requires_input", "processing", "verified", "canceled"]),
  client_reference_id: z.string().nullish(),
  metadata: z.record(z.string(), z.string()),
  last_error: checkError,
  verification_flow: z.string().nullish(),
  redaction: z.object({ status: z.string() }).nullish(),
  last_verification_report: z.union([report, z.string()]).nullish(),
  verified_outputs: z
    .object({
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
      address: address.nullish(),
    })
    .nullish(),
});

/** The keys we put into `metadata`; anything else there is somebody else's. */
const ownMetadata = z.object({
  user_id: z.uuid().optional().catch(undefined),
  verification_id: z.uuid().optional().catch(undefined),
});

/** One check of an attempt, as far as we keep it. */
type ReportCheck = {
  kind: "document" | "selfie" | "id_number" | "email" | "phone";
  status: "verified" | "unverified";
  errorCode: string | null;
  errorReason: string | null;
};

/** A VerificationReport, narrowed. */
export type StripeReport = {
  id: string;
  verificationSessionId: string | null;
  createdAt: Date;
  type: string;
  documentType: string | null;
  documentCountry: string | null;
  checks: ReportCheck[];
};

/** A VerificationSession, narrowed. Holds neither client_secret nor url. */
export type StripeSession = {
  id: string;
  createdAt: Date;
  livemode: boolean;
  type: string;
  status: "requires_input" | "processing" | "verified" | "canceled";
  clientReferenceId: string | null;
  metadata: Record<string, string>;
  /** Who our own code said this is for. */
  claims: { userId: string | null; verificationId: string | null };
  lastErrorCode: string | null;
  lastErrorReason: string | null;
  lastReportId: string | null;
  verificationFlow: string | null;
  redactionStatus: string | null;
  /** Only when verified; Stripe gives none before. */
  verifiedOutputs: { firstName: string | null; lastName: string | null; address: StripeAddress | null } | null;
};

const fromUnix = (seconds: number) => new Date(seconds * 1000);

function toReport(raw: z.infer<typeof report>): StripeReport {
  const blocks = [
    ["document", raw.document],
    ["selfie", raw.selfie],
    ["id_number", raw.id_number],
    ["email", raw.email],
    ["phone", raw.phone],
  ] as const;
  return {
    id: raw.id,
    verificationSessionId: raw.verification_session ?? null,
    createdAt: fromUnix(raw.created),
    type: raw.type,
    documentType: raw.document?.type ?? null,
    documentCountry: raw.document?.issuing_country ?? null,
    checks: blocks.flatMap(([kind, block]) =>
      block
        ? [
            {
              kind,
              status: block.status,
              errorCode: block.error?.code ?? null,
              errorReason: block.error?.reason ?? null,
            },
          ]
        : [],
    ),
  };
}

/** Narrows a session; throws `stripe_unexpected` when Stripe's answer has a shape or status that we do not know. */
function toSession(answer: unknown): StripeSession {
  const parsed = session.safeParse(answer);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new AppError("stripe_unexpected", `unknown shape of a VerificationSession at ${where}`);
  }
  const raw = parsed.data;
  const own = ownMetadata.parse(raw.metadata);
  const last = raw.last_verification_report;
  return {
    id: raw.id,
    createdAt: fromUnix(raw.created),
    livemode: raw.livemode,
    type: raw.type,
    status: raw.status,
    clientReferenceId: raw.client_reference_id ?? null,
    metadata: raw.metadata,
    claims: { userId: own.user_id ?? null, verificationId: own.verification_id ?? null },
    lastErrorCode: raw.last_error?.code ?? null,
    lastErrorReason: raw.last_error?.reason ?? null,
    lastReportId: typeof last === "string" ? last : (last?.id ?? null),
    verificationFlow: raw.verification_flow ?? null,
    redactionStatus: raw.redaction?.status ?? null,
    verifiedOutputs: raw.verified_outputs
      ? {
          firstName: raw.verified_outputs.first_name ?? null,
          lastName: raw.verified_outputs.last_name ?? null,
          address: raw.verified_outputs.address ?? null,
        }
      : null,
  };
}

/** What opens the check for the person in front of it: work once, 24 h and 48 h. Hand on, never keep. */
export type Doors = { clientSecret: string; url: string };

const toDoors = (raw: Stripe.Identity.VerificationSession): Doors | null =>
  raw.client_secret && raw.url ? { clientSecret: raw.client_secret, url: raw.url } : null;

/** What a VerificationSession is created with; the same values must go with the same idempotency key. */
export type CreateSession = {
  userId: string;
  verificationId: string;
  email: string;
  returnUrl: string;
  verificationFlow: string | null;
  requireIdNumber: boolean;
  allowedTypes: readonly ("passport" | "id_card" | "driving_license")[];
  idempotencyKey: string;
};

/**
 * 409 `idempotency_key_in_use`: a parallel press is creating this very session; its answer is ours a moment later. The SDK
 * tries the first call twice, as any other; from then on the waits are ours, about six seconds in all.
 */
async function afterParallelPress<T>(create: (retries: Stripe.RequestOptions) => Promise<T>): Promise<T> {
  const firstWaitMs = 50;
  for (let waitMs = firstWaitMs; ; waitMs *= 2) {
    try {
      return await create(waitMs === firstWaitMs ? {} : { maxNetworkRetries: 0 });
    } catch (error) {
      const inUse = error instanceof Stripe.errors.StripeError && error.code === "idempotency_key_in_use";
      if (!inUse || waitMs > 3_200) throw error;
      await setTimeout(waitMs * (0.5 + Math.random()));
    }
  }
}

/** Creates a VerificationSession, or gets the one that this idempotency key already made. Fails as `callStripe` does. */
export async function createVerificationSession(input: CreateSession): Promise<{ id: string }> {
  const create = (retries: Stripe.RequestOptions) =>
    stripeClient().identity.verificationSessions.create(
      {
        ...(input.verificationFlow
          ? { verification_flow: input.verificationFlow }
          : {
              type: "document" as const,
              options: {
                document: {
                  allowed_types: [...input.allowedTypes],
                  require_live_capture: true,
                  require_matching_selfie: true,
                  require_id_number: input.requireIdNumber,
                },
              },
            }),
        client_reference_id: input.userId,
        metadata: { user_id: input.userId, verification_id: input.verificationId },
        provided_details: { email: input.email },
        return_url: input.returnUrl,
      },
      { idempotencyKey: input.idempotencyKey, ...retries },
    );
  const created = await callStripe(() => afterParallelPress(create));
  if (!created) throw new AppError("stripe_unexpected", "Stripe answered 404 to a create");
  return { id: created.id };
}

/** The newest session of this verification that awaits input, among the person's last 100. Null when there is none. */
export async function findOpenSession(userId: string, verificationId: string): Promise<{ id: string } | null> {
  const page = await callStripe(() =>
    stripeClient().identity.verificationSessions.list({ client_reference_id: userId, limit: 100 }),
  );
  const open = page?.data.find(
    ({ status, metadata }) => status === "requires_input" && metadata.verification_id === verificationId,
  );
  return open ? { id: open.id } : null;
}

/** The session with its verified_outputs, and fresh doors while it awaits input. Null when Stripe has no such session. */
export async function getVerificationSession(
  id: string,
): Promise<{ session: StripeSession; doors: Doors | null } | null> {
  const raw = await callStripe(() =>
    stripeClient().identity.verificationSessions.retrieve(id, {
      expand: ["last_verification_report", "verified_outputs"],
    }),
  );
  return raw ? { session: toSession(raw), doors: toDoors(raw) } : null;
}

/** Every report of a session, oldest first; at most 100, which the attempt limit keeps far away. */
export async function listVerificationReports(verificationSessionId: string): Promise<StripeReport[]> {
  const page = await callStripe(() =>
    stripeClient().identity.verificationReports.list({ verification_session: verificationSessionId, limit: 100 }),
  );
  const parsed = z.array(report).safeParse(page?.data ?? []);
  if (!parsed.success) throw new AppError("stripe_unexpected", "unknown shape of a VerificationReport");
  return parsed.data.map(toReport).reverse();
}

/** Cancels; legal only while `requires_input`, and a repeat is harmless. Irreversible; erases last_error at Stripe. */
export async function cancelVerificationSession(id: string): Promise<void> {
  await callStripe(() => stripeClient().identity.verificationSessions.cancel(id));
}

/** Asks Stripe to redact; takes up to four days. A repeat is harmless. Refused while `processing`. */
export async function redactVerificationSession(id: string): Promise<void> {
  await callStripe(() => stripeClient().identity.verificationSessions.redact(id));
}
