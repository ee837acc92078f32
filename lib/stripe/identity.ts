import "server-only";
import type Stripe from "stripe";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { callStripe, stripeClient } from "@/lib/stripe/client";
import { afterParallelPress } from "@/lib/stripe/parallel-press";
import { block, country, idOf, text, time, unknown, word, wordPattern } from "@/lib/stripe/readers";

const address = { line1: text, line2: text, city: text, state: text, postal_code: text, country: text };

/** Stripe's address, verbatim. */
type StripeAddress = z.infer<z.ZodObject<typeof address>>;

const checkError = block({ code: word, reason: text });
const check = z.object({ status: z.enum(["verified", "unverified", unknown]).catch(unknown), error: checkError });

const report = z.object({
  id: idOf("vr_"),
  created: time,
  type: word,
  verification_session: z.unknown().optional(),
  document: block({ type: word, issuing_country: country }),
});

const session = z.object({
  id: z.string().startsWith("vs_"),
  created: time,
  livemode: z.boolean().catch(() => env().stripe.livemode),
  type: word,
  status: z.enum(["requires_input", "processing", "verified", "canceled", unknown]).catch(unknown),
  client_reference_id: text,
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
  last_error: checkError,
  verification_flow: word,
  related_person: block({ account: idOf("acct_"), person: idOf("person_") }),
  redaction: block({ status: word }),
  last_verification_report: idOf("vr_"),
  verified_outputs: block({ first_name: text, last_name: text, address: block(address) }),
});

/** The keys we put into `metadata`; anything else there is somebody else's. */
const ownMetadata = z.object({
  user_id: z.uuid().optional().catch(undefined),
  verification_id: z.uuid().optional().catch(undefined),
  account_id: z.uuid().optional().catch(undefined),
  person_session_id: z.uuid().optional().catch(undefined),
});

/** One check of an attempt, as far as we keep it. */
type ReportCheck = {
  /** The name of its block in Stripe's report: one of `checkKinds`, or what Stripe added after this was written. */
  kind: string;
  status: "verified" | "unverified" | "unknown";
  errorCode: string | null;
  errorReason: string | null;
};

/** A VerificationReport, narrowed. Types, codes and countries are as Stripe wrote them, or `unknown`. */
export type StripeReport = {
  id: string;
  createdAt: Date;
  type: string;
  documentType: string | null;
  /** ISO 3166-1 alpha-2, or what a document prints instead: `UNO`, `XXB`, `RKS` (ICAO 9303 part 3, section 5). */
  documentCountry: string | null;
  checks: ReportCheck[];
};

/** A person of a connected account (`acct_…`, `person_…`). A verified session of theirs is Stripe's proof of that person too. */
export type RelatedPerson = { account: string; person: string };

/** A VerificationSession, narrowed. Types and codes are as Stripe wrote them, or `unknown`. Holds neither client_secret nor url. */
export type StripeSession = {
  id: string;
  createdAt: Date;
  livemode: boolean;
  type: string;
  status: "requires_input" | "processing" | "verified" | "canceled" | "unknown";
  clientReferenceId: string | null;
  metadata: Record<string, string>;
  /**
   * Who our own code said this is for: one of our users, or a person of one of our accounts who is none, and for which row of theirs
   * it was made.
   */
  claims: {
    userId: string | null;
    verificationId: string | null;
    accountId: string | null;
    personSessionId: string | null;
  };
  lastErrorCode: string | null;
  lastErrorReason: string | null;
  lastReportId: string | null;
  verificationFlow: string | null;
  /** A person of a connected account whom it proves as well. */
  relatedPerson: RelatedPerson | null;
  redactionStatus: string | null;
  /** Only when verified; Stripe gives none before. */
  verifiedOutputs: { firstName: string | null; lastName: string | null; address: StripeAddress | null } | null;
};

const knownChecks = ["document", "selfie", "id_number", "email", "phone"];

const blocks = z.record(z.string(), z.unknown());

/** The checks of a report. What Stripe adds to them is told from its other blocks by having both a status and an error. */
function readChecks(answer: unknown): ReportCheck[] {
  return Object.entries(blocks.parse(answer)).flatMap(([kind, value]) => {
    const given = blocks.safeParse(value).data;
    if (!given || !wordPattern.test(kind)) return [];
    if (!knownChecks.includes(kind) && !("status" in given && "error" in given)) return [];
    const { status, error } = check.parse(given);
    return [{ kind, status, errorCode: error?.code ?? null, errorReason: error?.reason ?? null }];
  });
}

/** Narrows a list of reports. One that has no id of Stripe's, or is another session's, cannot be kept and is left out. */
function toReports(answers: unknown[], verificationSessionId: string): StripeReport[] {
  const reports = answers.flatMap((answer) => {
    const raw = report.safeParse(answer).data;
    if (!raw?.id || (raw.verification_session ?? verificationSessionId) !== verificationSessionId) {
      log.error("a VerificationReport of Stripe's cannot be kept", { verificationSessionId });
      return [];
    }
    return [
      {
        id: raw.id,
        createdAt: raw.created,
        type: raw.type ?? unknown,
        documentType: raw.document?.type ?? null,
        documentCountry: raw.document?.issuing_country ?? null,
        checks: readChecks(answer),
      },
    ];
  });
  return [...new Map(reports.map((each) => [each.id, each])).values()];
}

const toRelatedPerson = (raw: z.infer<typeof session>["related_person"]): RelatedPerson | null =>
  raw?.account && raw.person ? { account: raw.account, person: raw.person } : null;

/** Narrows a session; throws `stripe_unexpected` when the answer is not a VerificationSession, or another than `id`. */
function toSession(answer: unknown, id: string): StripeSession {
  const raw = session.safeParse(answer).data;
  if (raw?.id !== id) throw new AppError("stripe_unexpected", "Stripe answered with something else than the session");
  const metadata = Object.fromEntries(
    Object.entries(raw.metadata ?? {}).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const own = ownMetadata.parse(metadata);
  return {
    id,
    createdAt: raw.created,
    livemode: raw.livemode,
    type: raw.type ?? unknown,
    status: raw.status,
    clientReferenceId: raw.client_reference_id,
    metadata,
    claims: {
      userId: own.user_id ?? null,
      verificationId: own.verification_id ?? null,
      accountId: own.account_id ?? null,
      personSessionId: own.person_session_id ?? null,
    },
    lastErrorCode: raw.last_error?.code ?? null,
    lastErrorReason: raw.last_error?.reason ?? null,
    lastReportId: raw.last_verification_report,
    verificationFlow: raw.verification_flow,
    relatedPerson: toRelatedPerson(raw.related_person),
    redactionStatus: raw.redaction ? (raw.redaction.status ?? unknown) : null,
    verifiedOutputs: raw.verified_outputs
      ? {
          firstName: raw.verified_outputs.first_name,
          lastName: raw.verified_outputs.last_name,
          address: raw.verified_outputs.address ?? null,
        }
      : null,
  };
}

/** Whom a VerificationSession is related to at Stripe, besides its own metadata; null: nobody. */
export type Related = { customer: string } | { customerAccount: string } | null;

/**
 * What a VerificationSession asks for (Stripe API, `type` and `verification_flow`): a document and a selfie, and an ID number if
 * wanted; an ID number with name and birth date alone; or what a flow of Stripe's Dashboard was set to, which we do not know.
 */
export type Asks =
  | { type: "document"; requireIdNumber: boolean }
  | { type: "id_number" }
  | { type: "verification_flow"; flow: string };

/** What a person is asked for, and what Stripe is told of them for it. */
export type SessionDemand = {
  asks: Asks;
  allowedTypes: readonly ("passport" | "id_card" | "driving_license")[];
  /** Null: Stripe is told none. */
  email: string | null;
  /** In E.164; null: not known. Told once Stripe has said that the session checks it. */
  phone: string | null;
};

/**
 * Whom a session is for: a verification of one of our users, or a person of an account (by our own id) who is none of them, and the
 * row for which it is made.
 */
type Subject =
  | { userId: string; verificationId: string }
  | { accountId: string; personId: string; personSessionId: string };

/** What a VerificationSession is created with; the same values must go with the same idempotency key. */
type CreateSession = SessionDemand & {
  subject: Subject;
  returnUrl: string;
  related: Related;
  /** Cannot be changed later. */
  relatedPerson: RelatedPerson | null;
  idempotencyKey: string;
};

function toRelated(
  related: Related,
): Pick<Stripe.Identity.VerificationSessionCreateParams, "related_customer" | "related_customer_account"> {
  if (!related) return {};
  return "customer" in related
    ? { related_customer: related.customer }
    : { related_customer_account: related.customerAccount };
}

const toReference = (
  subject: Subject,
): Pick<Stripe.Identity.VerificationSessionCreateParams, "client_reference_id" | "metadata"> =>
  "userId" in subject
    ? {
        client_reference_id: subject.userId,
        metadata: { user_id: subject.userId, verification_id: subject.verificationId },
      }
    : {
        metadata: {
          account_id: subject.accountId,
          person_id: subject.personId,
          person_session_id: subject.personSessionId,
        },
      };

const documentOptions = ({ allowedTypes }: SessionDemand, requireIdNumber: boolean) => ({
  allowed_types: [...allowedTypes],
  require_live_capture: true,
  require_matching_selfie: true,
  require_id_number: requireIdNumber,
});

/** Parameters of a session that is no flow's. */
function toTyped(
  demand: SessionDemand,
): Stripe.Identity.VerificationSessionUpdateParams & { type: "document" | "id_number" } {
  const { asks } = demand;
  return asks.type === "document"
    ? { type: asks.type, options: { document: documentOptions(demand, asks.requireIdNumber) } }
    : { type: "id_number" };
}

/** Creates a VerificationSession, or gets the one that this idempotency key already made. Fails as `callStripe` does. */
export async function createVerificationSession(input: CreateSession): Promise<{ id: string }> {
  const create = (retries: Stripe.RequestOptions) =>
    stripeClient().identity.verificationSessions.create(
      {
        ...(input.asks.type === "verification_flow" ? { verification_flow: input.asks.flow } : toTyped(input)),
        ...toReference(input.subject),
        ...(input.email !== null && { provided_details: { email: input.email } }),
        return_url: input.returnUrl,
        ...toRelated(input.related),
        ...(input.relatedPerson && { related_person: input.relatedPerson }),
      },
      { idempotencyKey: input.idempotencyKey, ...retries },
    );
  const created = await callStripe(() => afterParallelPress(create));
  if (!created) throw new AppError("stripe_unexpected", "Stripe answered 404 to a create");
  return { id: created.id };
}

/**
 * The newest session of this verification that awaits input, among the person's last 100; with `personId` one that proves this
 * person of an account. Null when there is none.
 */
export async function findOpenSession(
  userId: string,
  verificationId: string,
  personId: string | null,
): Promise<{ id: string } | null> {
  const page = await callStripe(() =>
    stripeClient().identity.verificationSessions.list({ client_reference_id: userId, limit: 100 }),
  );
  const open = page?.data.find(
    ({ status, metadata, related_person }) =>
      status === "requires_input" &&
      metadata?.verification_id === verificationId &&
      (personId === null || related_person?.person === personId),
  );
  return open ? { id: open.id } : null;
}

/** The session with its verified_outputs and the report it names. Null when Stripe has no such session. */
export async function getVerificationSession(
  id: string,
): Promise<{ session: StripeSession; lastReport: StripeReport | null } | null> {
  const raw = await callStripe(() =>
    stripeClient().identity.verificationSessions.retrieve(id, {
      expand: ["last_verification_report", "verified_outputs"],
    }),
  );
  if (!raw) return null;
  const { last_verification_report: last } = raw;
  const [lastReport = null] = last && typeof last === "object" ? toReports([last], id) : [];
  return { session: toSession(raw, id), lastReport };
}

const demanded = z.object({
  type: word,
  status: word,
  client_secret: text,
  url: text,
  options: block({
    document: block({
      allowed_types: z.array(z.string()).nullish().catch(null),
      require_id_number: z.boolean().nullish().catch(null),
      require_live_capture: z.boolean().nullish().catch(null),
      require_matching_selfie: z.boolean().nullish().catch(null),
    }),
    phone: block({ require_verification: z.boolean().nullish().catch(null) }),
  }),
  provided_details: block({ email: text, phone: text }),
});

type Demanded = z.infer<typeof demanded>;

/** The number to be told for this session: none where it checks none. */
const phoneFor = ({ options }: Demanded, { phone }: SessionDemand) =>
  options?.phone?.require_verification === true ? phone : null;

/**
 * What an update tells of the person: all that is known, and an empty value only for what the session was told and the person has taken
 * back. Stripe's OpenAPI document does not list these two among the parameters that an empty value unsets, so it may refuse one.
 */
function toDetails(
  { provided_details: told }: Demanded,
  { email, phone }: { email: string | null; phone: string | null },
): Stripe.Identity.VerificationSessionUpdateParams.ProvidedDetails {
  return {
    ...((email ?? told?.email) && { email: email ?? "" }),
    ...((phone ?? told?.phone) && { phone: phone ?? "" }),
  };
}

/** Whether a session asks for something else than the policy does now, or was told something else of the person. */
function differs(held: Demanded, demand: SessionDemand): boolean {
  if ((held.provided_details?.email ?? null) !== demand.email) return true;
  if ((held.provided_details?.phone ?? null) !== phoneFor(held, demand)) return true;
  const { asks } = demand;
  // What a flow asks for is the flow's own.
  if (asks.type === "verification_flow") return false;
  if (held.type !== asks.type) return true;
  if (asks.type === "id_number") return false;
  const { allowed_types: allowed, ...flags } = documentOptions(demand, asks.requireIdNumber);
  const document = held.options?.document;
  return (
    [...allowed].sort().join() !== [...(document?.allowed_types ?? [])].sort().join() ||
    (document?.require_id_number ?? false) !== flags.require_id_number ||
    (document?.require_live_capture ?? false) !== flags.require_live_capture ||
    (document?.require_matching_selfie ?? false) !== flags.require_matching_selfie
  );
}

/**
 * A fresh client secret (24 h) and hosted URL (48 h) for the person who is to be checked: each works once. Hand on, never
 * keep. A session that asks for something else than `demand` is updated first, which Stripe lets while it awaits input. Null: it
 * awaits none, or Stripe has no session of this id. Fails as `callStripe` does.
 */
export async function getEntry(
  id: string,
  demand: SessionDemand,
): Promise<{ clientSecret: string; url: string } | null> {
  const sessions = stripeClient().identity.verificationSessions;
  const expand = ["provided_details"];
  const read = async () => demanded.parse((await callStripe(() => sessions.retrieve(id, { expand }))) ?? {});
  let held = await read();
  if (held.status === "requires_input" && differs(held, demand)) {
    const { asks, email } = demand;
    const change = {
      ...(asks.type === "verification_flow" ? {} : toTyped(demand)),
      // Empty: cleared; a document's options mean nothing to an ID number.
      ...(asks.type === "id_number" && { options: { document: "" as const } }),
      provided_details: toDetails(held, { email, phone: phoneFor(held, demand) }),
    };
    const updated = await callStripe(() => sessions.update(id, { ...change, expand })).catch(async (error) => {
      // Submitted, or closed, in the moment between; of any other refusal somebody must hear.
      if (isAppError(error, "stripe_refused") && (await read()).status !== "requires_input") return null;
      throw error;
    });
    held = demanded.parse(updated ?? {});
  }
  return held.client_secret && held.url ? { clientSecret: held.client_secret, url: held.url } : null;
}

/** VerificationSessions created in a period, newest first, without outputs. One call, which fails as `callStripe` does. */
export async function listSessionsOf({
  from,
  before,
  after,
}: {
  from: Date | null;
  before: Date | null;
  after: string | null;
}): Promise<{ sessions: StripeSession[]; next: string | null }> {
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
  const page = await callStripe(() =>
    stripeClient().identity.verificationSessions.list({
      limit: 100,
      created: { ...(from && { gte: seconds(from) }), ...(before && { lt: seconds(before) }) },
      ...(after && { starting_after: after }),
    }),
  );
  const data = page?.data ?? [];
  return {
    sessions: data.map((each) => toSession(each, each.id)),
    next: page?.has_more ? (data.at(-1)?.id ?? null) : null,
  };
}

/** Every report of a session, oldest first; at most 100, which the attempt limit keeps far away. */
export async function listVerificationReports(verificationSessionId: string): Promise<StripeReport[]> {
  const page = await callStripe(() =>
    stripeClient().identity.verificationReports.list({ verification_session: verificationSessionId, limit: 100 }),
  );
  return toReports(page?.data ?? [], verificationSessionId).reverse();
}

/** Cancels; legal only while `requires_input`, and a repeat is harmless. Irreversible; erases last_error at Stripe. */
export async function cancelVerificationSession(id: string): Promise<void> {
  await callStripe(() => stripeClient().identity.verificationSessions.cancel(id));
}

/** Asks Stripe to redact; takes up to four days. A repeat is harmless. Refused while `processing`. */
export async function redactVerificationSession(id: string): Promise<void> {
  await callStripe(() => stripeClient().identity.verificationSessions.redact(id));
}
