import { execFile } from "node:child_process";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { translatorOf } from "@/i18n/translator";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { fixEvents } from "@/lib/health/doctor/fix-events";
import { fixEndpointEvents } from "@/lib/health/doctor/mutations";
import { nameEvents } from "@/lib/health/doctor/webhooks";
import { sessionEvents } from "@/lib/stripe/session-events";
import { signInSomebody } from "@/testkit/in-process/people";
import { control, stripe } from "@/testkit/in-process/stripe";

const words = await translatorOf("en", "doctor");

const redacted = "identity.verification_session.redacted";
let endpointId = "";
const named = async () => [...(await stripe().webhookEndpoints.retrieve(endpointId)).enabled_events].sort();
const ours = [...sessionEvents].sort();

beforeEach(async () => {
  await control("/reset");
  const url = `${env().appUrl}/api/stripe/webhook`;
  // Without `redacted`, which a star does not include, and with something that nobody uses.
  const created = await stripe().webhookEndpoints.create({ url, enabled_events: ["*", "customer.created"] });
  endpointId = created.id;
});

/** Has the terminal's part played: what was said, and the exit code. */
async function fix(answer: boolean | null) {
  const said: string[] = [];
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    // What was said so far must be enough to decide.
    expect(said.join("\n")).toContain(`adds ${redacted}`);
    expect(said.join("\n")).toContain("removes *");
    expect(said.join("\n")).toContain("removes customer.created");
    return answer;
  };
  const exitCode = await fixEvents(env(), words, { say: (line) => said.push(line), ask });
  return { exitCode, asked, said: said.join("\n") };
}

test("says what it changes, and changes nothing before somebody agrees", async () => {
  const before = await named();
  expect(await fix(false)).toMatchObject({ exitCode: 1, asked: ["Change it? [y/N] "] });
  expect((await fix(null)).said).toContain("--yes");
  expect(await named()).toEqual(before);
});

test("names exactly our events, looks again, and asks nobody when there is nothing to do", async () => {
  expect(await fix(true)).toMatchObject({ exitCode: 0, said: expect.stringContaining("Done:") });
  expect(await named()).toEqual(ours);
  expect(await fix(true)).toMatchObject({ exitCode: 0, asked: [], said: expect.stringContaining("Nothing to change") });
});

test("tells what Stripe made of it when it did not take it", async () => {
  const fault = { target: "api", kind: "status", method: "POST", path: `/v1/webhook_endpoints/${endpointId}` };
  await control("/faults", { ...fault, status: 400 });
  expect(await fix(true)).toMatchObject({ exitCode: 1, said: expect.stringContaining("refused it with 400") });
  await control("/faults", { ...fault, kind: "cut_before" });
  expect(await fix(true)).toMatchObject({ exitCode: 1, said: expect.stringContaining("may have happened or not") });
  expect(await named()).not.toEqual(ours);
});

test("without an endpoint, or an answer, says so", async () => {
  await stripe().webhookEndpoints.del(endpointId);
  expect((await fix(true)).said).toContain("No endpoint is registered");
  const silent = { ...env(), stripe: { ...env().stripe, apiBase: "http://127.0.0.1:9" } };
  const said: string[] = [];
  expect(await fixEvents(silent, words, { say: (line) => said.push(line), ask: async () => true })).toBe(1);
  expect(said.join()).toContain("did not answer");
});

test("the command asks on a terminal only: elsewhere it takes --yes, or changes nothing", async () => {
  const before = await named();
  const doctorCommand = (...args: string[]) =>
    new Promise<{ code: unknown; said: string }>((resolve) => {
      const script = path.join(import.meta.dirname, "..", "..", "..", "scripts", "commands", "doctor.ts");
      execFile(process.execPath, [script, "--env", ...args], (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, said: stdout + stderr }),
      );
    });
  const refused = await doctorCommand("--fix", "events");
  expect(refused.said).toMatch(/looks at the environment of this process.*\nThe Stripe emulator, .*\n\n.*will change/s);
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining("--yes agrees beforehand") });
  expect(await named()).toEqual(before);
  expect(await doctorCommand("--fix", "everything")).toMatchObject({ code: 2 });
  expect(await doctorCommand("--fix", "events", "--yes")).toMatchObject({ code: 0 });
  expect(await named()).toEqual(ours);
});

test("who may fix does, and it is written down; others change nothing", async () => {
  const before = await named();
  for (const role of ["applicant", "support", "reviewer", "senior", "auditor"] as const) {
    const viewer = await signInSomebody(role);
    expect(await fixEndpointEvents(viewer), role).toEqual({ ok: false, code: "not_allowed" });
  }
  expect(await named()).toEqual(before);
  expect(await db.auditEntry.count()).toBe(0);

  const developer = await signInSomebody("developer");
  expect(await fixEndpointEvents(developer)).toEqual({ ok: true });
  expect(await named()).toEqual(ours);
  expect(await fixEndpointEvents(await signInSomebody("admin"))).toEqual({ ok: false, code: "nothing_to_fix" });
  const entries = await db.auditEntry.findMany({ select: { action: true, targetId: true, actorId: true } });
  expect(entries).toEqual([{ action: "endpoint.events_requested", targetId: endpointId, actorId: developer.userId }]);
});

test("the same once more changes nothing", async () => {
  expect((await nameEvents(env().stripe, endpointId))?.status).toBe(200);
  expect((await nameEvents(env().stripe, endpointId))?.status).toBe(200);
  expect(await named()).toEqual(ours);
});
