import { afterEach, expect, test, vi } from "vitest";
import { inBackground } from "@/lib/rate-limit/stripe-calls";
import { getVerificationSession } from "@/lib/stripe/identity";
import { control } from "@/testkit/in-process/stripe";

afterEach(() => control("/faults", undefined, "DELETE"));

test("an interactive call is attempted once more, one in the background is not", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  // A cast, because the contract of the emulator's control says so.
  const hits = async () =>
    ((await control("/faults", undefined, "GET")) as { faults: { hits: number }[] }).faults[0]?.hits;
  const path = "/v1/identity/verification_sessions/vs_there_is_none";
  await control("/faults", { target: "api", kind: "status", status: 500, probability: 1, seed: 1, path });

  const ask = () => getVerificationSession("vs_there_is_none");
  await expect(inBackground(ask)).rejects.toMatchObject({ code: "stripe_unavailable" });
  expect(await hits()).toBe(1);
  await expect(ask()).rejects.toMatchObject({ code: "stripe_unavailable" });
  expect(await hits()).toBe(1 + 2);
});
