import "server-only";
import type { z } from "zod";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { keyOf, press, readMine } from "@/lib/connect/mutations/press";
import { mayAnswer } from "@/lib/connect/rules";
import type { acceptTermsInput, ConnectResult, Press } from "@/lib/connect/schema";
import { sellersCipher } from "@/lib/connect/sealing";
import { db } from "@/lib/db/client";
import type { PersonCipher } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { sellerTermsVersion } from "@/lib/policy/requirements";
import { acceptTermsOf } from "@/lib/stripe/accounts";

/** The columns of a terms' acceptance; the address and the browser's name are sealed by the person's key. */
export const sealTerms = (cipher: PersonCipher, accountId: string, { at, ip, userAgent }: Press) => ({
  termsAcceptedAt: at,
  termsVersion: sellerTermsVersion,
  termsAddress: cipher.seal(ip, place.accountField("terms_address", accountId)),
  termsAgent: cipher.seal(userAgent, place.accountField("terms_agent", accountId)),
});

/** Accepts Stripe's terms anew, by the seller's own press, as a changed tax number makes necessary. */
export async function acceptTerms(viewer: Viewer, input: z.output<typeof acceptTermsInput>): Promise<ConnectResult> {
  const account = await readMine(viewer);
  const allowed = mayAnswer(account);
  if (!allowed.ok || !account) return { ok: false, code: allowed.ok ? "not_started" : allowed.why };
  const { at, ip, userAgent } = input.terms;
  // With the time, which is one of the parameters: a press that is sent twice accepts twice, which is one acceptance.
  const key = keyOf(account, "terms", input.press, input.terms);
  const accepted = await press(
    viewer,
    account,
    { action: "account.terms_accepted", subject: `terms:${sellerTermsVersion}` },
    (stripeId) => acceptTermsOf(stripeId, { at, address: ip, agent: userAgent }, key),
    ["tos_acceptance.date", "tos_acceptance.ip", "tos_acceptance.user_agent"],
  );
  if (accepted.ok) {
    await db.$transaction(async (tx) => {
      // As a sync: what was accepted is at Stripe, and nothing of it is sealed once the seller was erased.
      const cipher = await sellersCipher(tx, viewer.userId);
      if (!cipher) return;
      const terms = sealTerms(cipher, account.id, input.terms);
      await tx.connectedAccount.update({ where: { id: account.id }, data: terms });
    });
  }
  return accepted;
}
