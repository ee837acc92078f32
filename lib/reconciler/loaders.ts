import "server-only";
import { notFound } from "next/navigation";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getDrift, listMended } from "@/lib/reconciler/drift";
import type { Drift, MendedDrift } from "@/lib/reconciler/schema";

/** What Stripe says about a session beside what we hold; asks Stripe at each call. */
export const loadDrift = async (viewer: Viewer, verificationSessionId: string): Promise<Drift> =>
  (await getDrift(viewer, verificationSessionId)) ?? notFound();

/** What the reconciler's syncs found to differ, newest first. */
export const loadMended = async (viewer: Viewer): Promise<MendedDrift[]> => (await listMended(viewer)) ?? notFound();
