import { z } from "zod";
import { toEmailAddress } from "@/lib/auth/email-address";
import type { InvitationState } from "@/lib/connect/invitation-state";
import { type Tasks, taskKeys } from "@/lib/connect/requirements/tasks";
import { type PersonRole, personRoles } from "@/lib/stripe/account-shape";
import type { ConnectStatus, RequirementEvent, RequirementList } from "@/prisma/generated/enums";

/** The lists whose entries are asked for now; what is `pending` is never asked again, and `eventually` may be given early. */
export const askedLists = ["past", "current", "future_past", "future_current"] as const satisfies RequirementList[];

/** Whether an entry of this list is asked for. */
export const isAsked = (list: RequirementList): boolean => askedLists.some((asked) => asked === list);

/** In what our rows of a connected account are held against Stripe's word, the most telling first. */
export const accountDriftFields = [
  "payouts",
  "charges",
  "disabledReason",
  "due",
  "failed",
  "pending",
  "deadline",
  "persons",
] as const;

/** One of them. */
export type AccountDriftField = (typeof accountDriftFields)[number];

/** What one side says of them. */
export type AccountDriftSide = {
  payouts: "on" | "off";
  charges: "on" | "off";
  disabledReason: string | null;
  /** How many entries are asked for, how many of them with an error code, and how many are being checked. */
  due: number;
  failed: number;
  pending: number;
  /** The nearest deadline of what is asked for, ISO 8601. */
  deadline: string | null;
  /** How many there are. */
  persons: number;
};

/** A person of an account. What is sealed is null where Stripe has none, and where it was erased. */
export type ConnectPerson = {
  id: string;
  firstName: string | null;
  lastName: string | null;
  title: string | null;
  email: string | null;
  roles: PersonRole[];
  percentOwnership: number | null;
  verificationStatus: string | null;
  detailsCode: string | null;
  documentDetailsCode: string | null;
  additionalDocumentDetailsCode: string | null;
  /** Whether it is the seller herself. */
  isSeller: boolean;
};

/** Where payouts go. */
export type PayoutAccount = {
  bankName: string | null;
  last4: string | null;
  currency: string | null;
  country: string | null;
  status: string | null;
  isDefault: boolean;
};

/** A connected account as its pages show it. Times are ISO 8601, UTC. */
export type ConnectAccount = {
  id: string;
  stripeId: string | null;
  status: ConnectStatus;
  country: string;
  /** In which amounts are written (ISO 4217, lower case); null: neither Stripe nor we know one. */
  currency: string | null;
  businessType: string | null;
  capabilities: string[];
  capabilityStates: Record<string, string>;
  chargesEnabled: boolean;
  payoutsEnabled: boolean;
  detailsSubmitted: boolean;
  disabledReason: string | null;
  currentDeadline: string | null;
  futureDeadline: string | null;
  /** The nearest deadline of what is asked for; null: nothing with a date. */
  dueBy: string | null;
  /** When payouts were first on; null: never. */
  enabledAt: string | null;
  payoutsChangedAt: string | null;
  chargesChangedAt: string | null;
  statusChangedAt: string;
  /** Of the shop or company. */
  name: string | null;
  payoutAccounts: PayoutAccount[];
  termsAcceptedAt: string | null;
  /** Those who are still there, oldest first. */
  persons: ConnectPerson[];
  /** What there is to do, and what may come later, of everything that Stripe names. */
  tasks: Tasks;
  /** When it was last read from Stripe. */
  syncedAt: string | null;
  /** Changes with whatever Stripe says. */
  version: string;
};

/** What the pages of a task read of an account, whoever looks. `persons` and `tasks`: those that they may see. */
export type TaskAccount = Pick<ConnectAccount, "country" | "currency" | "enabledAt" | "persons"> & {
  tasks: Pick<Tasks, "tasks" | "later">;
  /** The person who looks, where it is not the seller. */
  self?: string;
};

/** An account as somebody invited sees it: herself, her own tasks, and who asks. */
export type InvitedAccount = TaskAccount & {
  /** Of the shop or company; null: not known. */
  business: string | null;
};

/** An invitation by mail as the seller sees it. Times are ISO 8601, UTC. */
export type Invitation = {
  id: string;
  person: string;
  state: InvitationState;
  /** Null once it was erased. */
  email: string | null;
  /** Names of the entries that Stripe asked of her then, without her id. */
  asked: string[];
  invitedAt: string;
  expiresAt: string;
  openedAt: string | null;
  completedAt: string | null;
};

/** One thing that happened to a requirement. */
export type RequirementStep = {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  personId: string | null;
  entry: string;
  change: RequirementEvent;
  list: RequirementList;
  deadline: string | null;
  code: string | null;
};

/** Stripe API, Account.business_type. */
const businessTypes = ["individual", "company", "non_profit", "government_entity"] as const;

/** What we ask Stripe to turn on for a seller: cards are taken, and money is passed on. */
const sellerCapabilities = ["card_payments", "transfers"] as const;

/** Who presses, as Stripe wants an acceptance recorded: when, from which network address, with which browser. */
const press = z.object({ at: z.date(), ip: z.union([z.ipv4(), z.ipv6()]), userAgent: z.string().max(500).nullable() });

/** One of them. */
export type Press = z.output<typeof press>;

/** A value that the page drew: the same press sent twice is one call of Stripe's. */
const pressId = z.uuid();

/** What the first page of a new seller sends. */
export const startAccountInput = z.object({
  country: z.string().regex(/^[A-Z]{2}$/),
  businessType: z.enum(businessTypes),
  capabilities: z.array(z.enum(sellerCapabilities)).min(1),
  terms: press,
});

const personId = z.string().regex(/^person_\w{1,100}$/);

/** As Stripe writes one: nothing in it that PostgreSQL does not take as text. */
const entryName = z.string().regex(/^[\w.]{1,255}$/);

/** The longest that Stripe takes. */
const typed = z.string().max(5_000);

/** A side of a document, or one of the pages of a paper. */
const fileParts = ["front", "back", "page"] as const;

/**
 * Where a file belongs. `person` and `entry` as for `answerTask`, the latter without the side: `verification.document`,
 * `individual.verification.document`, `documents.proof_of_registration`.
 */
export const fileTarget = z.object({
  person: personId.nullable(),
  entry: entryName,
  part: z.enum(fileParts),
});

/** What came of a file that was sent: Stripe's id of it. */
export type FileResult = { ok: true; id: string } | { ok: false; code: FileRefusal };

/** Files that were sent before, as the document that they are. */
export const attachDocumentInput = z.object({
  person: personId.nullable(),
  entry: entryName,
  files: z
    .array(z.string().regex(/^file_\w{1,100}$/))
    .min(1)
    .max(20),
});

/** Which of the files that wait is to be left out. */
export const removeFileInput = z.object({ file: attachDocumentInput.shape.files.element });

/** A file that is at Stripe and waits to be given to it as a document. */
export type WaitingFile = { id: string; person: string | null; entry: string; part: string; uploadedAt: string };

/**
 * What the form of one task sends. `person`: whose entries these are, which then have no prefix; null: the account's own, an
 * individual's with theirs (`individual.dob.day`).
 */
export const answerTaskInput = z.object({
  press: pressId,
  person: personId.nullable(),
  values: z.record(z.string().max(255), z.union([typed, z.array(typed).max(20)])),
});

const onBoard = {
  press: pressId,
  roles: z.array(z.enum(personRoles)).min(1),
  percentOwnership: z.number().min(0).max(100).nullable(),
  /** Entries without prefix: `first_name`, `last_name`, `email`, `relationship.title`. */
  values: z.record(z.string().max(255), z.union([typed, z.array(typed).max(20)])),
};

/** What the form of a new person sends. */
export const addPersonInput = z.object(onBoard);

/** What the form of a person's place on the board sends. */
export const changePersonInput = z.object({ ...onBoard, person: personId });

/** Which person is to go. */
export const removePersonInput = z.object({ person: personId });

/** Who is to be asked by mail, and at which address. */
export const invitePersonInput = z.object({
  press: pressId,
  person: personId,
  email: z.string().transform((typed, context) => {
    const address = toEmailAddress(typed);
    if (address === null) context.addIssue({ code: "custom", message: "no address" });
    return address ?? z.NEVER;
  }),
});

/** Whose link is to be taken back. */
export const revokeInvitationInput = z.object({ person: personId });

/** Whose form of which task. */
export const draftOf = z.object({
  task: z.enum(taskKeys),
  person: z.union([personId, z.literal("individual")]).nullable(),
});

/** What stands in it: texts by the names of its fields. */
export const saveDraftInput = draftOf.extend({ values: z.record(z.string().max(255), z.string().max(2_000)) });

/** What is confirmed about the persons: that all of a role are named, and what is declared besides. */
export const confirmPeopleInput = z.object({
  press: pressId,
  all: z.array(z.enum(["owners", "directors", "executives"])),
  declare: z.array(z.enum(["ownership", "directorship", "representative"])),
  by: press,
});

/** Terms accepted anew. */
export const acceptTermsInput = z.object({ press: pressId, terms: press });

/** A bank account by the token that Stripe.js made of it in the browser. */
export const setBankAccountInput = z.object({ press: pressId, token: z.string().regex(/^(btok|ba|tok)_\w{1,200}$/) });

/** Stripe's own page: for what is due, or to change what was given. */
export const openHostedPageInput = z.object({ kind: z.enum(["onboarding", "update"]) });

/** Why nothing was sent. `field` is answered with `problems` beside it. */
type ConnectRefusal =
  | "not_started"
  | "already_started"
  | "being_deleted"
  | "erased"
  | "closed"
  | "individual"
  | "not_there"
  | "representative"
  | "only_executive"
  | "second_representative"
  | "own_data"
  | "nothing_due"
  | "invited_often"
  | "nothing_to_send"
  | "not_answerable"
  | "files_missing"
  | "too_often"
  | "stripe_unavailable"
  | "stripe_busy"
  | "stripe_refused";

/**
 * Why no selfie can be taken for the account. `details_first`: Stripe has no person yet. `not_offered`: our own verification asks
 * for something else.
 */
export type SelfieRefusal = "not_started" | "closed" | "not_asked" | "details_first" | "not_offered";

/** Why somebody invited can take none of herself. `attempts_used`: too many were not verified. */
export type PersonSelfieRefusal =
  | ("not_asked" | "being_checked" | "attempts_used")
  | ("not_started" | "closed" | "being_deleted" | "too_often")
  | ("stripe_unavailable" | "stripe_busy" | "stripe_refused");

/** What became of the selfie of somebody invited, as the seller is told. `at`: since when; ISO 8601, UTC. */
export type PersonSelfie = { person: string; state: "checking" | "proven"; at: string };

/** Why a file was not sent. `file_refused`: Stripe looked at it and did not take it. */
export type FileRefusal =
  | ("unreadable" | "format" | "too_large" | "sent_before" | "same_as_other_side")
  | ("interrupted" | "file_refused" | "being_checked")
  | Exclude<
      ConnectRefusal,
      | ("already_started" | "individual" | "representative" | "only_executive" | "second_representative")
      | ("own_data" | "nothing_due" | "invited_often" | "erased" | "nothing_to_send" | "files_missing")
    >;

/** A value that Stripe refused at once, for the one who typed it. */
type ConnectFieldProblem = {
  /** As it was sent: without a person's prefix where one was named. */
  entry: string;
  /** Stripe's code; null: none. */
  code: string | null;
  /** Stripe's English sentence, which may repeat the value; shown where the code has no text of ours, and kept nowhere. */
  sentence: string;
};

/** The answer to a seller's press. */
export type ConnectResult =
  | { ok: true }
  | { ok: false; code: ConnectRefusal }
  | { ok: false; code: "shares_over_100"; total: number }
  | { ok: false; code: "field"; problems: ConnectFieldProblem[] };
