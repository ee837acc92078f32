import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { getCase } from "@/lib/cases/data";
import { revealEvidence } from "@/lib/cases/evidence";
import { getQueuePage } from "@/lib/cases/queue";
import { db } from "@/lib/db/client";
import { wordPattern } from "@/lib/stripe/readers";
import { syncVerificationSession } from "@/lib/verification/sync";
import { anyStripeObject, startAnsweringServer } from "@/testkit/any-stripe-answer";
import { signInSomebody } from "@/testkit/in-process/people";

let session: Record<string, unknown> = {};
let reports: unknown[] = [];
let close = () => {};

beforeAll(async () => {
  const server = await startAnsweringServer((path) =>
    path.includes("verification_reports") ? { object: "list", data: reports, has_more: false } : session,
  );
  close = server.close;
  vi.stubEnv("STRIPE_API_BASE", server.url);
});
afterAll(() => close());

const report = fc
  .tuple(
    anyStripeObject("identity.verification_report"),
    fc.constantFrom("ours", "odd"),
    fc.option(anyStripeObject("gelato_selfie_report")),
  )
  .map(([answer, id, added]) => ({
    ...answer,
    verification_session: null,
    ...(id === "ours" ? { id: `vr_${randomUUID().replaceAll("-", "")}` } : {}),
    ...(added ? { liveness: { status: null, error: null, ...added } } : {}),
  }));

test("no answer that Stripe's OpenAPI allows stops a person, and nothing is kept that Stripe did not say", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const auditor = await signInSomebody("auditor");

  await fc.assert(
    fc.asyncProperty(
      anyStripeObject("identity.verification_session"),
      fc.array(report, { maxLength: 3 }),
      async (answer, list) => {
        const id = `vs_${randomUUID().replaceAll("-", "")}`;
        const { userId } = await signInSomebody();
        const verification = await db.verification.create({ data: { userId, maxAttempts: 3 } });
        const metadata = { ...(answer.metadata ?? {}), user_id: userId, verification_id: verification.id };
        session = { ...answer, id, metadata };
        reports = list;

        expect(await syncVerificationSession(id)).toMatchObject({ outcome: "synced" });
        expect(await syncVerificationSession(id)).toMatchObject({ outcome: "synced" });

        const row = await db.verification.findUniqueOrThrow({
          where: { id: verification.id },
          include: { sessions: { include: { reports: { include: { checks: true } } } } },
        });
        const written = new Set([
          null,
          "unknown",
          ...JSON.stringify([session, reports])
            .matchAll(/"((?:[^"\\]|\\.)*)"/g)
            .map(([, said]) => said),
        ]);
        const kept = row.sessions.flatMap((each) => [
          each.type,
          each.lastErrorCode,
          each.redactionStatus,
          ...each.reports.flatMap((one) => [one.type, one.documentType, one.documentCountry]),
          ...each.reports.flatMap((one) => one.checks.flatMap((check) => [check.kind, check.errorCode])),
        ]);
        for (const value of kept) {
          expect(written).toContain(value);
          if (value !== null) expect(value).toMatch(wordPattern);
        }
        expect(row.attempts).toBe(list.filter((each) => String(each.id).startsWith("vr_")).length);
        const verified = /"status":"verified"/g;
        const checks = row.sessions.flatMap((each) => each.reports.flatMap((one) => one.checks));
        expect(checks.filter((check) => check.status === "verified")).toHaveLength(
          JSON.stringify(list.filter((each) => String(each.id).startsWith("vr_"))).match(verified)?.length ?? 0,
        );
        if (answer.status !== "verified") expect(row.status).not.toBe("verified");

        // Whatever the restricted key reads is shown, or refused because it was redacted; the person's own numbers are odd too.
        const shown = await revealEvidence(await signInSomebody("reviewer"), verification.id, "document_check");
        expect(shown.ok ? "shown" : shown.code).toMatch(/^(shown|being_redacted|redacted|no_report|window_over)$/);

        expect(await getCase(auditor, verification.id)).toMatchObject({ attemptsUsed: row.attempts });
      },
    ),
    { numRuns: 120 },
  );
  const queue = await getQueuePage(auditor, {});
  for (const { documentCountry } of queue?.rows ?? []) {
    if (documentCountry) expect((await getQueuePage(auditor, { country: documentCountry }))?.rows).not.toHaveLength(0);
  }
}, 120_000);
