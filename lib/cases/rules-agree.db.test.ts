import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { getCase } from "@/lib/cases/data";
import { revealEvidence } from "@/lib/cases/evidence";
import { exportVerifications } from "@/lib/cases/export";
import { cancelVerification, redactVerification, refreshVerification } from "@/lib/cases/mutations";
import { getReports } from "@/lib/cases/reports";
import { mayExport } from "@/lib/cases/rules";
import { db } from "@/lib/db/client";
import { now } from "@/lib/time";
import { toReference } from "@/lib/verification/reference";
import { stripeStatuses } from "@/lib/verification/schema";
import { Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";
import { control } from "@/testkit/in-process/stripe";

beforeEach(() => {
  // What Stripe does not know is an error in the log.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => control("/reset"));

let serial = 0;

/** What leads furthest comes most often: else hardly a case gets past its first reason. */
const often = <const T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const session = fc.record({
  status: often("requires_input", ...stripeStatuses),
  /** Hours since each of its reports. */
  reports: fc.array(fc.integer({ min: 1, max: 96 }), { maxLength: 2 }),
});
const situation = fc.record({
  role: often("senior", ...Object.values(Role)),
  own: often(false, true),
  /** The first is the one that counts. */
  sessions: fc.array(session, { maxLength: 3 }),
  redaction: often("none", "asked", "done"),
});

type Situation = typeof situation extends fc.Arbitrary<infer Given> ? Given : never;

const hoursAgo = (hours: number) => new Date(now().getTime() - hours * 60 * 60 * 1000);

async function write({ role, own, sessions, redaction }: Situation) {
  const viewer = await signInSomebody(role);
  const owner = own ? viewer : await signInSomebody();
  const ids = sessions.map(() => `vs_rule${serial++}`);
  const { id, referenceNumber } = await db.verification.create({
    data: {
      userId: owner.userId,
      maxAttempts: 3,
      redactionRequestedAt: redaction === "none" ? null : hoursAgo(2),
      redactedAt: redaction === "done" ? hoursAgo(1) : null,
      sessions: {
        create: sessions.map(({ status, reports }, index) => ({
          id: ids[index] ?? "",
          type: "document",
          status,
          livemode: false,
          proven: true,
          createdAt: hoursAgo(100),
          changedAt: hoursAgo(1),
          syncedAt: hoursAgo(1),
          syncTicket: 1n,
          reports: {
            create: reports.map((hours) => ({
              id: `vr_rule${serial++}`,
              type: "document",
              createdAt: hoursAgo(hours),
            })),
          },
        })),
      },
    },
  });
  await db.verification.update({ where: { id }, data: { currentSessionId: ids[0] ?? null } });
  return { viewer, id, confirmation: toReference(referenceNumber) };
}

test("what the page says of an action is what the action answers, for every role and whatever the rows hold", async () => {
  await fc.assert(
    fc.asyncProperty(
      situation,
      fc.constantFrom("reveal", "readReports", "refresh", "cancel", "redact"),
      async (given, action) => {
        const { viewer, id, confirmation } = await write(given);
        const rule = (await getCase(viewer, id))?.actions[action] ?? { ok: false, why: "not_allowed" };
        if (action === "readReports") {
          expect((await getReports(viewer, id)) !== null).toBe(rule.ok);
          return;
        }
        const answer = await {
          reveal: () => revealEvidence(viewer, id, "document_check"),
          refresh: () => refreshVerification(viewer, id),
          cancel: () => cancelVerification(viewer, id),
          redact: () => redactVerification(viewer, id, { confirmation }),
        }[action]();
        // None of these sessions is at Stripe, whose answer comes after every rule. One that was to be redacted counts as redacted then.
        const read = given.redaction === "none" ? "gone" : null;
        const atStripe = { reveal: "gone", cancel: "gone", refresh: read, redact: null }[action];
        const code = rule.ok ? atStripe : rule.why;
        expect(answer).toEqual(code === null ? { ok: true } : { ok: false, code });
      },
    ),
    { numRuns: 300 },
  );
}, 120_000);

test("the list is offered as a file to every role that gets one", async () => {
  for (const role of Object.values(Role)) {
    const viewer = await signInSomebody(role);
    const file = await exportVerifications(viewer, { q: toReference(0) });
    if (typeof file !== "string") await file.cancel();
    expect(mayExport(viewer), role).toEqual(typeof file === "string" ? { ok: false, why: file } : { ok: true });
  }
});
