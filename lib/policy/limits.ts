import type { FailureCode } from "@/lib/stripe/failure-codes";

/*
 * How often people may do something, and how long something works. Each limit is counted where the thing is done, for all
 * processes together. What Stripe limits is not here: those are facts of the gateway.
 */

/**
 * How often one person may do what makes us call Stripe: so many at once, and one more each so many seconds. Twenty presses
 * of an impatient person pass; a script that presses for ever gets six starts a minute, or twenty reads. What nobody can
 * undo, cancelling and redacting, is a decision about one case: whoever has got hold of a sign-in does not empty the queue.
 */
export const personLimits = {
  start: { atOnce: 30, everySeconds: 10 },
  /** Of a seller, each with the sync that follows: a form of thirty tasks, filled in without a pause. */
  connect: { atOnce: 40, everySeconds: 5 },
  /** Of a seller: both sides of a document for twenty people, each taken anew once. */
  upload: { atOnce: 80, everySeconds: 15 },
  /** Each may read a whole list. */
  staff_export: { atOnce: 6, everySeconds: 20 },
  /** Of a seller, each the form of a task as it stands: a field a second, typed without a pause. */
  draft: { atOnce: 60, everySeconds: 1 },
  /** Of a seller, a mail each to an address that they typed: a board of ten people, and one an hour after that. */
  invite: { atOnce: 10, everySeconds: 3_600 },
  /** Of all whom a seller invited together: as the seller's own presses. */
  invited: { atOnce: 40, everySeconds: 5 },
  /** Each writes to as many sellers as are chosen. */
  staff_ask_several: { atOnce: 8, everySeconds: 30 },
  staff_sync: { atOnce: 20, everySeconds: 3 },
  staff_irreversible: { atOnce: 6, everySeconds: 10 },
  /** Of names of persons, as of evidence: each look is of one account. */
  staff_reveal: { atOnce: 6, everySeconds: 10 },
} as const;

/** Changes of details a person and day, and as many consents: more than anybody corrects, and few enough that rows and pages stay small. */
export const changesPerDay = 20;

/** How often one failure code of Stripe's may come back before manual review is offered first; a code without a limit may always. */
export const sameCodeLimits: Readonly<Partial<Record<FailureCode, number>>> = {
  selfie_face_mismatch: 2,
  id_number_mismatch: 2,
  unknown: 2,
};

/** How often one person may open evidence: each look lasts up to 30 s, and a long day has some hundred cases. */
export const revealLimit = { perMinute: 6, perDay: 300 };

/** A role that may not see addresses may search for so many in an hour: enough for a desk, too few to try out a list. */
export const addressesPerHour = 30;

/** A beginning of an address that fits more people than this is not searched for: what a page showed of them would look like all. */
export const peopleFound = 500;

/** Within how long requests of people who are not signed in are counted. */
export const requestWindowSeconds = 15 * 60;

/** How many sign-in links may be asked for in that time, for one mail address and from one network address, or /64 of IPv6. */
export const signInLimits = { perEmail: 10, perNetworkAddress: 100 };

/**
 * How many links that ask for somebody's own data may go to one mail address in that time, whoever sells; how many may be
 * opened from one network address, or /64 of IPv6.
 */
export const invitationLimits = { perEmail: 3, opensPerNetworkAddress: 60 };

/** How long a mail that staff ask for by hand waits, so that it can be taken back. */
export const takeBackSeconds = 10;

/** To how many sellers one press writes: the accounts of one page of the board. */
export const askedAtOnce = 25;

/** How long a mailed link works. */
export const linkSeconds = 10 * 60;

/** How long the link works that asks somebody of a seller's company for their own data, and how long they may answer once it was used. */
export const invitationSeconds = 24 * 60 * 60;
export const invitedSessionSeconds = 2 * 60 * 60;

/** How many links one person may be sent in a day. */
export const invitationsPerDay = 5;

/** How long a form that was left half filled is kept. */
export const draftDays = 14;

/** How long the address of an invitation is kept after its link has ended. */
export const invitationAddressDays = 30;

/** How long a sign-in lasts. */
export const sessionSeconds = 12 * 60 * 60;
