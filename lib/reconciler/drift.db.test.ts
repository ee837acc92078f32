import { describe, expect, test } from "vitest";
import { db } from "@/lib/db/client";
import { getDrift } from "@/lib/reconciler/drift";
import { syncNow } from "@/lib/reconciler/mutations";
import { signInSomebody } from "@/lib/testing/people";
import { control, stripe, submit, until } from "@/lib/testing/stripe";
import { syncVerificationSession } from "@/lib/verification/sync";

const auditOf = (actorId: string) => db.auditEntry.findMany({ where: { actorId }, orderBy: { id: "asc" } });

describe("drift", () => {
  test("shows field by field what Stripe says, writes nothing, and a sync mends it", async () => {
    const developer = await signInSomebody("developer");
    const person = await signInSomebody();
    const { id } = await stripe().identity.verificationSessions.create({
      type: "document",
      client_reference_id: person.userId,
      metadata: { user_id: person.userId },
    });
    await syncVerificationSession(id);
    expect(await getDrift(developer, id)).toMatchObject({
      differs: [],
      ours: { status: "requires_input", reports: 0 },
    });

    await submit(id, "document_expired");
    await until(async () => (await stripe().identity.verificationSessions.retrieve(id)).last_error !== null);
    const drift = await getDrift(developer, id);
    expect(drift).toMatchObject({
      differs: ["lastErrorCode", "reports"],
      ours: { lastErrorCode: null, reports: 0 },
      stripe: { kind: "known", side: { status: "requires_input", lastErrorCode: "document_expired", reports: 1 } },
    });
    expect(JSON.stringify(drift)).not.toContain(person.userId);
    expect(await db.verificationReport.count({ where: { verificationSessionId: id } })).toBe(0);

    expect(await syncNow(developer, id)).toEqual({ ok: true });
    expect((await getDrift(developer, id))?.differs).toEqual([]);
    expect(await auditOf(developer.userId)).toMatchObject([{ action: "session.synced", subject: id }]);
  });

  test("tells a session that Stripe does not have from a Stripe that is away", async () => {
    const developer = await signInSomebody("developer");
    expect(await getDrift(developer, "vs_nothing")).toMatchObject({
      ours: null,
      stripe: { kind: "absent" },
      sync: false,
    });
    await control("/faults", { target: "api", kind: "status", status: 500, probability: 1, seed: 1 });
    expect(await getDrift(developer, "vs_nothing")).toMatchObject({ stripe: { kind: "unavailable" }, sync: false });
    expect(await syncNow(developer, "vs_nothing")).toEqual({ ok: false, code: "stripe_unavailable" });
    await control("/faults", undefined, "DELETE");
  });
});
