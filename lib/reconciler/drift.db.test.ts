import { describe, expect, test } from "vitest";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { getEndpointHealth } from "@/lib/health/endpoint";
import { accountTarget, sessionTarget } from "@/lib/jobs/definitions";
import { getDrift, listFixed } from "@/lib/reconciler/drift";
import { recordFixed } from "@/lib/reconciler/findings";
import { syncNow } from "@/lib/reconciler/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";
import { signInSeller } from "@/testkit/in-process/sellers";
import { control, stripe, submit } from "@/testkit/in-process/stripe";
import { until } from "@/testkit/until";

const auditOf = (actorId: string) => db.auditEntry.findMany({ where: { actorId }, orderBy: { id: "asc" } });

describe("drift", () => {
  test("shows field by field what Stripe says, writes nothing, and a sync fixes it", async () => {
    const developer = await signInSomebody("developer");
    const person = await signInSomebody();
    const { id } = await stripe().identity.verificationSessions.create({
      type: "document",
      client_reference_id: person.userId,
      metadata: { user_id: person.userId },
    });
    await syncVerificationSession(id);
    const target = sessionTarget(id);
    expect(await getDrift(developer, target)).toMatchObject({
      held: true,
      stripe: "known",
      fields: [
        { field: "status", ours: "requires_input", theirs: "requires_input", differs: false },
        { field: "lastErrorCode", ours: null, theirs: null, differs: false },
        { field: "reports", ours: 0, theirs: 0, differs: false },
        { field: "redaction", ours: null, theirs: null, differs: false },
      ],
    });

    await submit(id, "document_expired");
    await until(
      "Stripe's checks end",
      async () => (await stripe().identity.verificationSessions.retrieve(id)).last_error !== null,
    );
    const drift = await getDrift(developer, target);
    expect(drift?.fields.filter(({ differs }) => differs)).toEqual([
      { field: "lastErrorCode", ours: null, theirs: "document_expired", differs: true },
      { field: "reports", ours: 0, theirs: 1, differs: true },
    ]);
    expect(JSON.stringify(drift)).not.toContain(person.userId);
    expect(await db.verificationReport.count({ where: { verificationSessionId: id } })).toBe(0);

    expect(await syncNow(developer, target)).toEqual({ ok: true });
    expect((await getDrift(developer, target))?.fields.some(({ differs }) => differs)).toBe(false);
    expect(await auditOf(developer.userId)).toMatchObject([
      { action: "session.synced", targetType: "verification_session", targetId: id },
    ]);
  });

  test("tells a session that Stripe does not have from a Stripe that is away", async () => {
    const developer = await signInSomebody("developer");
    const target = sessionTarget("vs_nothing");
    expect(await getDrift(developer, target)).toMatchObject({ held: false, stripe: "absent" });
    await control("/faults", { target: "api", kind: "status", status: 500, probability: 1, seed: 1 });
    expect(await getDrift(developer, target)).toMatchObject({ held: false, stripe: "unavailable" });
    expect(await syncNow(developer, target)).toEqual({ ok: false, code: "stripe_unavailable" });
    await control("/faults", undefined, "DELETE");
  });

  test("offers a sync to every role that a sync is done for", async () => {
    const target = sessionTarget("vs_nothing");
    for (const role of Object.values(Role)) {
      const viewer = await signInSomebody(role);
      const drift = await getDrift(viewer, target);
      const answer = await syncNow(viewer, target);
      expect(answer.ok, role).toBe(["developer", "admin"].includes(role));
      if (drift) expect(drift.sync, role).toEqual(answer.ok ? { ok: true } : { ok: false, why: answer.code });
    }
  });

  test.each([
    ["developer", "under_review", "rejected.other", false],
    ["admin", "under_review", "rejected.other", false],
    ["auditor", "listed", "rejected.listed", true],
  ] as const)(
    "as %s, a match on a list reads %s, and a rejection for it %s",
    async (role, listed, rejected, mayKnow) => {
      const viewer = await signInSomebody(role);
      const { stripeId } = await signInSeller();
      const target = accountTarget(stripeId);
      await control(`/accounts/${stripeId}/block`, { disabledReason: "rejected.listed" });
      await db.connectedAccount.update({ where: { stripeId }, data: { disabledReason: "listed" } });
      const reasonOf = async () => {
        const fields = (await getDrift(viewer, target))?.fields;
        return fields?.find(({ field }) => field === "disabledReason");
      };
      expect(await reasonOf()).toMatchObject({ ours: listed, theirs: rejected, differs: true });

      // That two words differ is told only where they read as two: else it would tell of the match.
      await control(`/accounts/${stripeId}/block`, { disabledReason: "under_review" });
      expect(await reasonOf()).toMatchObject({ ours: listed, theirs: "under_review", differs: mayKnow });
      await syncConnectedAccount(stripeId);
      expect(await reasonOf()).toMatchObject({ ours: "under_review", theirs: "under_review", differs: false });

      await recordFixed(target, "stale", { field: "disabledReason", held: "rejected.listed", found: "listed" });
      await recordFixed(target, "stale", { field: "disabledReason", held: "listed", found: "under_review" });
      await recordFixed(target, "stale", { field: "payouts", held: null, found: "off" });
      const fixed = (await listFixed(viewer))?.filter((row) => row.target.id === stripeId);
      expect(fixed).toMatchObject([
        { field: "payouts", held: null, found: "off" },
        ...(mayKnow ? [{ field: "disabledReason", held: "listed", found: "under_review" }] : []),
        { field: "disabledReason", held: rejected, found: listed },
      ]);
      const health = await getEndpointHealth(viewer);
      expect(health?.reconciler.fixed.filter((row) => row.target.id === stripeId)).toEqual(fixed);
    },
  );
});
