import { afterEach, expect, test, vi } from "vitest";
import { db } from "@/lib/db/client";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { runJobs } from "@/testkit/in-process/jobs";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe, submit } from "@/testkit/in-process/stripe";

process.env.CUSTOMERS = "customer";

afterEach(async () => {
  vi.restoreAllMocks();
  await control("/faults", undefined, "DELETE");
});

/** Every job, as a worker would; what waits for another attempt waits no longer. */
async function work(): Promise<void> {
  await db.$executeRaw`update graphile_worker._private_jobs set run_at = now()`;
  await runJobs();
}

test("a customer that Stripe cannot take three times is told at the fourth attempt, once", async () => {
  const logged: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => logged.push(String(text)) > 0);
  const viewer = await signInSomebody();
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const { userId } = viewer;
  const { currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId } });
  const { stripeId } = await db.customer.findUniqueOrThrow({ where: { userId } });
  const statusAtStripe = async () => {
    const customer = await stripe().customers.retrieve(stripeId ?? "");
    return customer.deleted ? null : customer.metadata.verification_status;
  };
  await submit(currentSessionId ?? "", "verified");
  await syncVerificationSession(currentSessionId ?? "");
  await control("/faults", {
    target: "api",
    kind: "status",
    status: 500,
    count: 3,
    seed: 1,
    path: `/v1/customers/${stripeId}`,
    method: "POST",
  });
  for (let attempt = 1; attempt <= 3; attempt++) {
    await work();
    expect(await statusAtStripe(), `attempt ${attempt}`).toBe("pending");
  }
  await work();
  expect(await statusAtStripe()).toBe("verified");
  await work();
  const { data } = await stripe().events.list({ type: "customer.updated" });
  expect(data).toHaveLength(1);
  expect(await db.$queryRaw`select from graphile_worker.jobs where key = ${`writeCustomer:${userId}`}`).toEqual([]);
  expect(logged.join("")).not.toContain(viewer.email);
});
