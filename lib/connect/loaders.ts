import "server-only";
import { cache } from "react";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { readAccount, readAccountOf, readHistory } from "@/lib/connect/data";
import type { ConnectAccount, RequirementStep, WaitingFile } from "@/lib/connect/schema";
import { type MySelfie, readMySelfie } from "@/lib/connect/selfie";
import { readWaitingFiles } from "@/lib/connect/uploads";

/** One's own account as a seller. Null: there is none yet. */
export const loadMyAccount: (viewer: Viewer) => Promise<ConnectAccount | null> = cache(({ userId }: Viewer) =>
  readAccountOf(userId),
);

/** One account for staff, by our own id; names and requirements by what the role may. Null: none, or none for this viewer. */
export const loadAccount: (viewer: Viewer, id: string) => Promise<ConnectAccount | null> = cache(readAccount);

/** What happened to an account's requirements, newest first, at most 500. Null for a role that may not. */
export const loadRequirementHistory: (viewer: Viewer, id: string) => Promise<RequirementStep[] | null> =
  cache(readHistory);

/** The files of one's own account that wait to be given to Stripe as a document, oldest first. */
export const loadWaitingFiles: (viewer: Viewer) => Promise<WaitingFile[]> = cache(readWaitingFiles);

/** What the seller's page of a selfie and their document shows. */
export const loadMySelfie: (viewer: Viewer) => Promise<MySelfie> = cache(readMySelfie);
