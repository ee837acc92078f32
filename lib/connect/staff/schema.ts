import { z } from "zod";
import type { AuditAction, RevealReason } from "@/lib/audit/actions";
import type { Answer } from "@/lib/auth/permissions";
import type { CappedCount } from "@/lib/capped-count";
import { disabledReasons } from "@/lib/connect/requirements/disabled-reason";
import { type TaskKey, taskKeys } from "@/lib/connect/requirements/tasks";
import type { ConnectAccount, ConnectPerson, PayoutAccount, RequirementStep } from "@/lib/connect/schema";
import { addressText, searchText } from "@/lib/http/address";
import { askedAtOnce } from "@/lib/policy/limits";
import type { RequirementList, Role, ConnectStatus as StoredStatus } from "@/prisma/generated/enums";

/** Every status of an account, the most urgent for staff first. */
export const connectStatuses = [
  ...["past_due", "due", "paused", "checking", "enabled", "closed", "not_started"],
] as const satisfies StoredStatus[];

/** One of them. */
export type ConnectStatus = (typeof connectStatuses)[number];

/** Why an action on an account is refused. */
export type AccountRefusal =
  | "not_allowed"
  | "own_account"
  | "not_started"
  | "closed"
  | "nothing_due"
  | "asked_today"
  | "already_sent"
  | "not_there"
  | "too_often"
  /** What is kept of the seller cannot be decrypted here, and so nothing can be written under their key either. */
  | "unreadable"
  | "stripe_unavailable"
  | "stripe_refused";

/** Who has lost payouts (`off`), or may lose them in so many days: those whose date passed already, and those of fewer days too. */
export const payoutRisks = ["off", "within_3", "within_7", "within_14"] as const;

/** One of them. */
export type PayoutRisk = (typeof payoutRisks)[number];

/** The days of each; null: payouts are off already. */
export const riskDays: Readonly<Record<PayoutRisk, number | null>> = {
  off: null,
  within_3: 3,
  within_7: 7,
  within_14: 14,
};

/** How many days the board counts one by one, today included. */
export const shownDays = 14;

/** Filters of the board as they stand in the address; unknown or malformed ones are dropped. */
export const boardFilter = z.object({
  status: z.enum(connectStatuses).optional().catch(undefined),
  payouts: z.enum(payoutRisks).optional().catch(undefined),
  /** Stripe's disabled_reason; `unknown`: one that we have no words for. */
  reason: z.enum(disabledReasons).optional().catch(undefined),
  /** ISO 3166-1 alpha-2. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .catch(undefined),
  task: z.enum(taskKeys).optional().catch(undefined),
  /** An `acct_…`, or our own id of the account or its seller. */
  q: searchText,
  /** Opaque cursors of keyset paging. */
  after: addressText.optional().catch(undefined),
  before: addressText.optional().catch(undefined),
});

/** The names of these filters, made once. */
export const boardFilterNames = boardFilter.keyof().options;

/** What the board is filtered by. */
export type BoardFilter = z.infer<typeof boardFilter>;

/** A line of the board. Times are ISO 8601, UTC. */
export type BoardRow = {
  id: string;
  stripeId: string | null;
  /** Of shop or company. `none`: none is known, or it was erased; `unreadable`: it cannot be decrypted here. */
  name: { kind: "known"; text: string } | { kind: "masked" } | { kind: "none" } | { kind: "unreadable" };
  country: string;
  businessType: string | null;
  status: ConnectStatus;
  payoutsEnabled: boolean;
  /** Stripe's word; another one where this role must not learn of a list (`shownReason`). */
  disabledReason: string | null;
  /** The nearest deadline of what is asked for; null: nothing with a date. */
  dueBy: string | null;
  /** What there is to do and the codes of what failed; null for a role that may not see requirements. */
  asked: { tasks: TaskKey[]; codes: string[] } | null;
  /** How many entries are asked for, and how many Stripe is checking. */
  due: number;
  pending: number;
  /** When we last wrote to the seller about anything that is asked for; null: not yet. */
  askedAt: string | null;
};

/** One page of the board, nearest deadline first, without date last. */
export type BoardPage = {
  /** Null for a role that is told counts alone. */
  rows: BoardRow[] | null;
  /** Of everything that fits the filter. */
  total: CappedCount;
  /** Per status with the other filters kept; null where that is not counted (under a task or payouts). */
  byStatus: Record<ConnectStatus, CappedCount> | null;
  /** Of payouts that ended or may end, under the filters but status and payouts. */
  byRisk: Record<PayoutRisk, CappedCount>;
  /** Of payouts that are on and whose date lies on a day, of `shownDays` days from today in UTC, under the same filters. */
  byDay: { day: string; accounts: CappedCount }[];
  newerCursor: string | null;
  olderCursor: string | null;
};

/** An entry that Stripe names now. Times are ISO 8601, UTC. */
export type OpenRequirement = {
  id: string;
  personId: string | null;
  entry: string;
  list: RequirementList;
  deadline: string | null;
  errorCodes: string[];
  appearedAt: string;
  changedAt: string;
  askedAt: string | null;
  answeredAt: string | null;
};

/** A file that was sent for a document, as far as it is kept. Times are ISO 8601, UTC. */
export type UploadedFile = {
  /** Stripe's `file_…`. */
  id: string;
  personId: string | null;
  entry: string;
  /** `front`, `back` or `page`. */
  part: string;
  uploadedAt: string;
  /** When it was given to Stripe as part of the document; null: it waits for that. */
  usedAt: string | null;
};

/** One of them, with what Stripe takes it for (null: we know of nothing that takes files here) and what became of it. */
export type Upload = Omit<UploadedFile, "usedAt"> & {
  purpose: string | null;
  result: { state: "waiting" | "given" | "checking" | "accepted" } | { state: "failed"; code: string | null };
};

/** A mail to the seller. */
export type AccountMail = {
  id: string;
  kind: string;
  key: string;
  outcome: "queued" | "sent" | "dropped" | "failed";
  createdAt: string;
  settledAt: string | null;
  /** Whether staff asked for it. */
  byHand: boolean;
};

/** What somebody did about the account, of the audit log. */
export type StaffStep = {
  at: string;
  /** Null: the system itself. */
  actorRole: Role | null;
  action: AuditAction;
  reason: RevealReason | null;
  subject: string | null;
};

/** One account for its page. What a role may not see is null. */
export type AccountDetail = {
  /** Without what is personal of its persons. */
  account: ConnectAccount;
  /** What is kept of the seller and their persons cannot be decrypted here: the name is as if there were none. */
  unreadable: boolean;
  requirements: OpenRequirement[] | null;
  /** Newest first, at most 500. */
  history: RequirementStep[] | null;
  /** Newest first, at most 100. */
  uploads: Upload[] | null;
  /** Newest first, at most 100. */
  mails: AccountMail[] | null;
  /** Newest first, at most 100. */
  steps: StaffStep[];
  /** What this viewer wrote by hand a moment ago and may take back until then; null: nothing. */
  takeBack: { askId: string; until: string } | null;
  actions: Record<"refresh" | "ask" | "link" | "reveal", Answer<AccountRefusal>>;
};

/** Which account an action is about. */
export const accountInput = z.object({ id: z.uuid() });

/** What staff may add in their own words. */
export const askLineLength = 200;

/** Writing to the seller by hand; `line`: in one's own words. */
export const askAgainInput = accountInput.extend({ line: z.string().trim().max(askLineLength) });

/** Why names of persons are opened. */
export const personReasons = [
  "document_check",
  "data_comparison",
  "applicant_request",
] as const satisfies RevealReason[];

/** Taking back what was written by hand to the seller of an account. */
export const takeBackAskInput = accountInput.extend({ askId: z.uuid() });

/** Ids between commas, each once, as many as fit on a page of the board. */
const severalIds = z
  .string()
  .transform((text) => [...new Set(text.split(","))])
  .pipe(z.array(z.uuid()).min(1).max(askedAtOnce));

/** Writing to several sellers, and taking back what was written, by its ids. */
export const askSeveralInput = z.object({ ids: severalIds });
export const takeBackSeveralInput = z.object({ askIds: severalIds });

/** What became of one of them: the id of what was written, or why nothing was. */
export type SeveralAsked =
  | { ok: true; accounts: { id: string; result: AskResult }[] }
  | { ok: false; code: AccountRefusal };

/** Which were taken back, by their ids; the others were on their way already. */
export type TakenBack = { ok: true; askIds: string[] } | { ok: false; code: AccountRefusal };

/** One of several chosen accounts, before anything is written. */
export type ChosenAccount = Pick<BoardRow, "id" | "stripeId" | "name" | "country" | "due"> & {
  ask: Answer<AccountRefusal>;
};

/** Opening the names of an account's persons. */
export const revealPersonsInput = accountInput.extend({ reason: z.enum(personReasons) });

/** What is opened of the persons, by their ids; and where payouts go. */
export type RevealedPersons = {
  persons: Pick<ConnectPerson, "id" | "firstName" | "lastName" | "title" | "email">[];
  payoutAccounts: PayoutAccount[];
};

/** The answer to an action of staff on an account. */
export type AccountActionResult = { ok: true } | { ok: false; code: AccountRefusal };

/** The answer to writing by hand, with the id by which it can be taken back. */
export type AskResult = { ok: true; askId: string } | { ok: false; code: AccountRefusal };
