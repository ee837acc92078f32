import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { expect, test, vi } from "vitest";
import { GET } from "@/app/api/metrics/route";
import { POST } from "@/app/api/stripe/webhook/route";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { measureSync } from "@/lib/metrics/metrics";
import { getVerificationSession } from "@/lib/stripe/identity";
import { control } from "@/testkit/in-process/stripe";

const scrape = async () => {
  const request = new Request("http://localhost:3000/api/metrics", { headers: { "x-forwarded-for": "127.0.0.1" } });
  return (await GET(request)).text();
};
/** The value of one sample; undefined when there is none. */
async function sample(name: string): Promise<number | undefined> {
  const line = (await scrape()).split("\n").find((text) => text.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

const deliver = (type: string, change: object = {}) => {
  const id = `evt_${randomUUID().replaceAll("-", "")}`;
  const data = { object: { id: `vs_${id}` } };
  const payload = JSON.stringify({ id, type, created: 1_795_000_000, livemode: false, data, ...change });
  const [secret = ""] = env().stripe.webhookSecrets;
  const headers = { "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload, secret }) };
  return POST(new Request("http://localhost:3000/api/stripe/webhook", { method: "POST", body: payload, headers }));
};

test("deliveries are counted by type and outcome, and no type that a sender made up becomes a label", async () => {
  const verified = "identity.verification_session.verified";
  await deliver(verified);
  await deliver(verified, { id: "evt_twice" });
  await deliver(verified, { id: "evt_twice" });
  await deliver(verified, { livemode: true });
  await deliver("identity.marked_by_somebody");
  await POST(new Request("http://localhost:3000/api/stripe/webhook", { method: "POST", body: "unsigned" }));

  const counted = (type: string, outcome: string) =>
    sample(`onboarding_webhook_events_total{type="${type}",outcome="${outcome}"}`);
  expect(await counted(verified, "queued")).toBe(2);
  expect(await counted(verified, "duplicate")).toBe(1);
  expect(await counted(verified, "wrong_mode")).toBe(1);
  expect(await counted("other", "ignored")).toBe(1);
  expect(await counted("none", "invalid_signature")).toBe(1);
  expect(await sample("onboarding_webhook_acknowledgement_seconds_count")).toBe(6);
  expect(await scrape()).not.toContain("marked");
});

test("calls of Stripe are counted by endpoint with no id in it, and silence is counted too", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const call = async (kind?: string) => {
    if (kind) {
      // Twice: the SDK tries a cut connection once more by itself.
      const fault = { target: "api", kind, method: "GET", count: 2, seed: 1 };
      await control("/faults", fault);
    }
    await getVerificationSession("vs_1Marked").catch(() => null);
  };
  await call();
  const endpoint = "GET /v1/identity/verification_sessions/:id";
  expect(await sample(`onboarding_stripe_call_seconds_count{endpoint="${endpoint}",status="404"}`)).toBe(1);

  await call("cut_before");
  expect(await sample("onboarding_stripe_unanswered_total")).toBe(1);
  expect(await scrape()).not.toContain("Marked");
});

test("syncs are timed by what they came to", async () => {
  await measureSync(async () => ({ outcome: "synced" }));
  await expect(measureSync(() => Promise.reject(new Error("no answer")))).rejects.toThrow("no answer");
  expect(await sample('onboarding_sync_seconds_count{outcome="synced"}')).toBe(1);
  expect(await sample('onboarding_sync_seconds_count{outcome="failed"}')).toBe(1);
});

test("jobs by state, the age of the oldest ready one and verifications by status are read at the scrape", async () => {
  await db.$executeRaw`delete from graphile_worker._private_jobs`;
  const add = async (key: string) => db.$executeRaw`select graphile_worker.add_job('none', job_key => ${key})`;
  for (const key of ["ready", "running", "later", "dead"]) await add(key);
  await db.$executeRaw`update graphile_worker._private_jobs set run_at = now() - interval '1 hour' where key = 'ready'`;
  await db.$executeRaw`update graphile_worker._private_jobs set locked_by = 'pool', locked_at = now() where key = 'running'`;
  await db.$executeRaw`update graphile_worker._private_jobs set run_at = now() + interval '1 hour' where key = 'later'`;
  await db.$executeRaw`update graphile_worker._private_jobs set attempts = max_attempts where key = 'dead'`;
  await add("ready too");
  await db.user.create({
    data: {
      email: "counted@demo.test",
      verifications: { create: { maxAttempts: 3, status: "in_review" } },
      connectedAccount: { create: { country: "US", status: "due" } },
    },
  });
  await db.$executeRaw`update stripe_event set outcome = 'failed', failure_code = 'unexpected' where id = 'evt_twice'`;

  expect(await sample('onboarding_jobs{state="ready"}')).toBe(2);
  for (const state of ["running", "later", "dead"]) expect(await sample(`onboarding_jobs{state="${state}"}`)).toBe(1);
  expect(Math.floor(((await sample("onboarding_oldest_ready_job_age_seconds")) ?? 0) / 3600)).toBe(1);
  expect(await sample('onboarding_verifications{status="in_review"}')).toBe(1);
  expect(await sample('onboarding_verifications{status="declined"}')).toBe(0);
  expect(await sample('onboarding_connected_accounts{status="due"}')).toBe(1);
  expect(await sample('onboarding_connected_accounts{status="closed"}')).toBe(0);
  expect(await sample("onboarding_failed_events")).toBe(1);
  expect(await sample("onboarding_database_up")).toBe(1);
});

test("a scrape while the database does not answer still tells what the process knows", async () => {
  await db.$executeRaw`drop schema graphile_worker cascade`;
  expect(await sample("onboarding_database_up")).toBe(0);
  expect(await sample("onboarding_verifications")).toBe(undefined);
  expect(await sample("process_cpu_seconds_total")).toBeGreaterThan(0);
});
