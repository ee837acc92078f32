import "server-only";
import { cache } from "react";
import type { Invited } from "@/lib/auth/invited-of-token";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { readAccountOf, readInvitedAccount } from "@/lib/connect/data";
import { type Draft, readDraft } from "@/lib/connect/drafts";
import { readInvitations } from "@/lib/connect/invitations";
import { readPersonSelfie, readPersonSelfies } from "@/lib/connect/person-selfie";
import type { ConnectAccount, Invitation, InvitedAccount, PersonSelfie, WaitingFile } from "@/lib/connect/schema";
import { type MySelfie, readMySelfie } from "@/lib/connect/selfie";
import { readWaitingFiles } from "@/lib/connect/uploads";

/** One's own account as a seller. Null: there is none yet. */
export const loadMyAccount: (viewer: Viewer) => Promise<ConnectAccount | null> = cache(({ userId }: Viewer) =>
  readAccountOf(userId),
);

/** The files that wait to be given to Stripe as a document, oldest first: of one's own account, or of whoever was invited. */
export const loadWaitingFiles: (who: Viewer | Invited) => Promise<WaitingFile[]> = cache(readWaitingFiles);

/** What the seller's page of a selfie and their document shows. */
export const loadMySelfie: (viewer: Viewer) => Promise<MySelfie> = cache(readMySelfie);

/** Whom the seller has asked by mail for their own data, newest first, at most 200. */
export const loadInvitations: (viewer: Viewer) => Promise<Invitation[]> = cache(readInvitations);

/** What somebody invited may see: her own tasks, herself, and who asks. Null: the account or she is gone. */
export const loadInvitedAccount: (invited: Invited) => Promise<InvitedAccount | null> = cache(readInvitedAccount);

/** What the page of a selfie and her document shows to somebody invited. */
export const loadPersonSelfie: (invited: Invited) => ReturnType<typeof readPersonSelfie> = cache(readPersonSelfie);

/** What became of the selfies of those whom the seller has invited, of each person the newest. */
export const loadPersonSelfies: (viewer: Viewer) => Promise<PersonSelfie[]> = cache(readPersonSelfies);

/** What the seller typed into the form of this task and did not send; null: nothing is kept. */
export const loadDraft: (viewer: Viewer, of: Parameters<typeof readDraft>[1]) => Promise<Draft | null> = readDraft;
