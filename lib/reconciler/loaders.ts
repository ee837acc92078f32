import "server-only";
import { notFound } from "next/navigation";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import type { Target } from "@/lib/jobs/definitions";
import { getDrift, listFixed } from "@/lib/reconciler/drift";
import type { Drift, FixedDrift } from "@/lib/reconciler/schema";

/** What Stripe says about a target beside what we hold; asks Stripe at each call. */
export const loadDrift = async (viewer: Viewer, target: Target): Promise<Drift> =>
  (await getDrift(viewer, target)) ?? notFound();

/** What the reconciler's syncs found to differ, and fixed, newest first. */
export const loadFixed = async (viewer: Viewer): Promise<FixedDrift[]> => (await listFixed(viewer)) ?? notFound();
