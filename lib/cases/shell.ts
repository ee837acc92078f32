import "server-only";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { type CappedCount, cap } from "@/lib/capped-count";
import { countWithin, read } from "@/lib/db/lists";
import { deadLetterCount } from "@/lib/events/data";
import { lastDelivered } from "@/lib/events/stats";
import { Prisma } from "@/prisma/generated/client";

/**
 * What the frame of every staff page shows, in one statement: how many wait for a person's look, how many events do (dead
 * letters), each null for a role that may not know; and when Stripe last brought a webhook.
 */
export async function readShell(viewer: Viewer): Promise<{
  needsAttention: CappedCount | null;
  deadLetters: CappedCount | null;
  lastWebhookAt: Date | null;
}> {
  const inReview = Prisma.sql`(select count(*) from (
    select from verification where status = 'in_review' order by created_at limit ${countWithin}) as counted)::int`;
  const unknown = Prisma.sql`null::int`;
  const [row] = await read<{ inReview: number | null; deadLetters: number | null; lastWebhookAt: Date | null }>(
    Prisma.sql`
    select ${may(viewer.role, "verifications.read") ? inReview : unknown} as "inReview",
      ${may(viewer.role, "events.read") ? deadLetterCount : unknown} as "deadLetters",
      (${Prisma.raw(lastDelivered("received_at"))}) as "lastWebhookAt"`,
  );
  const shown = (count: number | null | undefined) => (typeof count === "number" ? cap(count) : null);
  return {
    needsAttention: shown(row?.inReview),
    deadLetters: shown(row?.deadLetters),
    lastWebhookAt: row?.lastWebhookAt ?? null,
  };
}
