import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { toName } from "@/lib/connect/converge";
import { loadMyAccount } from "@/lib/connect/loaders";
import { isAsked } from "@/lib/connect/schema";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { db } from "@/lib/db/client";
import { wordPattern } from "@/lib/stripe/readers";
import { anyStripeObject, startAnsweringServer } from "@/testkit/any-stripe-answer";
import { signInSomebody } from "@/testkit/in-process/people";

let account: Record<string, unknown> = {};
let persons: unknown[] = [];
let close = () => {};

beforeAll(async () => {
  const server = await startAnsweringServer((path) =>
    path.includes("/persons") ? { object: "list", data: persons, has_more: false } : account,
  );
  close = server.close;
  vi.stubEnv("STRIPE_API_BASE", server.url);
});
afterAll(() => close());

const id = (prefix: string) => `${prefix}_${randomUUID().replaceAll("-", "")}`;

const person = fc
  .tuple(anyStripeObject("person"), fc.constantFrom("ours", "odd"))
  .map(([answer, kind]) => ({ ...answer, ...(kind === "ours" ? { id: id("person") } : {}) }));

// The lists as they are filled in earnest, beside the odd ones of the schema.
const names = fc.constantFrom(
  ...["individual.dob.day", "company.tax_id", "external_account", "interv_1x.url_inquiry.form", "person_1a.email"],
  ...["x".repeat(3_000), "a b", "", "made.up"],
);
const lists = fc.uniqueArray(names, { maxLength: 5 });
const asked = fc.oneof(
  { weight: 2, arbitrary: anyStripeObject("account_requirements") },
  fc.record({ currently_due: lists, past_due: lists, eventually_due: lists, pending_verification: lists }),
);

test("no answer that Stripe's OpenAPI allows stops a sync, and nothing is kept that Stripe did not say", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await fc.assert(
    fc.asyncProperty(
      anyStripeObject("account"),
      fc.array(person, { maxLength: 3 }),
      fc.option(asked),
      async (answer, list, requirements) => {
        const viewer = await signInSomebody();
        const stripeId = id("acct");
        account = {
          ...answer,
          ...(requirements ? { requirements } : {}),
          id: stripeId,
          metadata: { ...(answer.metadata ?? {}), user_id: viewer.userId },
        };
        persons = list;

        expect(await syncConnectedAccount(stripeId)).toMatchObject({ outcome: "synced" });
        const again = await syncConnectedAccount(stripeId);
        expect(again).toMatchObject({ outcome: "synced", fixed: null });

        const row = await db.connectedAccount.findUniqueOrThrow({
          where: { stripeId },
          include: { persons: true, requirements: true, changes: true },
        });
        const texts = JSON.stringify([account, persons]);
        const written = new Set<string | null>([null, "unknown"]);
        for (const [, said = ""] of texts.matchAll(/"((?:[^"\\]|\\.)*)"/g)) written.add(said);
        const kept = [
          ...[row.country, row.businessType, row.disabledReason],
          ...Object.entries(row.capabilityStates ?? {}).flat(),
          ...row.persons.flatMap((each) => [each.verificationStatus, each.detailsCode, each.documentDetailsCode]),
          ...row.requirements.flatMap((each) => [each.errorCode, ...each.errorCodes]),
        ];
        for (const value of kept) {
          expect(written).toContain(value);
          if (value !== null) expect(value).toMatch(wordPattern);
        }
        for (const requirement of row.requirements) {
          expect(
            [...written].some((said) => said?.endsWith(requirement.entry)),
            toName(requirement),
          ).toBe(true);
        }
        // The second sync of the same answer wrote nothing about requirements.
        expect(row.changes.filter(({ change }) => change === "appeared")).toHaveLength(row.requirements.length);
        expect(row.requirements.every(({ closedAt }) => closedAt === null)).toBe(true);
        expect(row.dueCount).toBe(row.requirements.filter((each) => isAsked(each.list)).length);
        expect(row.payoutsEnabled).toBe(answer.payouts_enabled === true);
        if (answer.payouts_enabled !== true) expect(row.status).not.toBe("enabled");

        const shown = await loadMyAccount(viewer);
        expect(shown?.persons).toHaveLength(row.persons.length);
        const entries = [...(shown?.tasks.tasks ?? []), ...(shown?.tasks.later ?? [])].flatMap((task) => task.entries);
        expect(entries.length).toBeLessThanOrEqual(row.requirements.length);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
