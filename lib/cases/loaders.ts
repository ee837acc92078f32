import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import type { CappedCount } from "@/lib/capped-count";
import { getCase } from "@/lib/cases/data";
import { getQueuePage } from "@/lib/cases/queue";
import type { CaseDetail, QueueFilter, QueuePage } from "@/lib/cases/schema";
import { readShell } from "@/lib/cases/shell";
import { env } from "@/lib/env";
import { apiVersion } from "@/lib/stripe/client";

/** A page of the queue; for a role that may not, the page does not exist. */
export const loadQueue = async (
  viewer: Viewer,
  filter: QueueFilter,
  asked: { sentHere: boolean },
): Promise<QueuePage> => (await getQueuePage(viewer, filter, asked)) ?? notFound();

/** A case; null when it is not there or not for this viewer. */
export const loadCase: (viewer: Viewer, id: string) => Promise<CaseDetail | null> = cache(getCase);

/** What the frame round every staff page shows. `lastWebhookAt` is ISO 8601, null before the first one. */
export async function loadShell(viewer: Viewer): Promise<{
  needsAttention: CappedCount | null;
  deadLetters: CappedCount | null;
  lastWebhookAt: string | null;
  stripe: { emulator: boolean; livemode: boolean; apiVersion: string };
}> {
  const { lastWebhookAt, ...counts } = await readShell(viewer);
  const { apiBase, livemode } = env().stripe;
  return {
    ...counts,
    lastWebhookAt: lastWebhookAt?.toISOString() ?? null,
    stripe: { emulator: apiBase !== null, livemode, apiVersion },
  };
}
