import "server-only";
import type { z } from "zod";
import { appendAudit } from "@/lib/audit/log";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { readMine, withStripe } from "@/lib/connect/mutations/press";
import { mayAnswer, mayOpenHostedPage } from "@/lib/connect/rules";
import type { ConnectResult, openHostedPageInput } from "@/lib/connect/schema";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { currentPolicy } from "@/lib/policy/requirements";
import { createAccountLink, createOnboardingSession } from "@/lib/stripe/accounts";
import { now } from "@/lib/time";
import { isWithinPersonLimit } from "@/lib/verification/person-limit";

/** Stripe's own page for this seller: an address that works once, made on the press and handed on, never kept. */
export async function openHostedPage(
  viewer: Viewer,
  { kind }: z.output<typeof openHostedPageInput>,
): Promise<{ ok: true; url: string } | Extract<ConnectResult, { ok: false }>> {
  const account = await readMine(viewer);
  const allowed = mayOpenHostedPage(account);
  if (!allowed.ok || !account?.stripeId) return { ok: false, code: "not_started" };
  if (!(await isWithinPersonLimit(viewer.userId, "connect"))) return { ok: false, code: "too_often" };
  const { id, stripeId } = account;
  return withStripe(id, async () => {
    const { appUrl } = env();
    const { url } = await createAccountLink(stripeId, {
      kind,
      refreshUrl: `${appUrl}/connect?stripe=again`,
      returnUrl: `${appUrl}/connect?stripe=back`,
    });
    await recordStripesPage(viewer, id, "account.hosted_page_opened");
    return { ok: true as const, url };
  });
}

/** What Stripe's embedded onboarding opens with for this seller, made on each call of it and handed on, never kept. */
export async function openOnboarding(
  viewer: Viewer,
): Promise<{ ok: true; clientSecret: string } | Extract<ConnectResult, { ok: false }>> {
  if (currentPolicy().sellerPages !== "embedded") return { ok: false, code: "not_answerable" };
  const account = await readMine(viewer);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account?.stripeId) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  if (!(await isWithinPersonLimit(viewer.userId, "connect"))) return { ok: false, code: "too_often" };
  const { id, stripeId } = account;
  return withStripe(id, async () => {
    const { clientSecret } = await createOnboardingSession(stripeId);
    await recordStripesPage(viewer, id, "account.onboarding_opened");
    return { ok: true as const, clientSecret };
  });
}

/** Notes that the seller may give something where it does not come by us. */
async function recordStripesPage(
  viewer: Viewer,
  id: string,
  action: "account.hosted_page_opened" | "account.onboarding_opened",
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.connectedAccount.update({ where: { id }, data: { stripesPageAt: now() } });
    await appendAudit(tx, viewer, [{ action, targetId: id }]);
  });
}
