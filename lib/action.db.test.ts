// Before the rest of Next, which takes Node's AsyncLocalStorage from the global scope.
import "next/dist/server/node-environment-baseline";

import { isRedirectError } from "next/dist/client/components/redirect-error";
import { type WorkStore, workAsyncStorage } from "next/dist/server/app-render/work-async-storage.external";
import { type RequestStore, workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external";
import { HeadersAdapter } from "next/dist/server/web/spec-extension/adapters/headers";
import { RequestCookiesAdapter } from "next/dist/server/web/spec-extension/adapters/request-cookies";
import { RequestCookies } from "next/dist/server/web/spec-extension/cookies";
import { redirect } from "next/navigation";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { action, formAction, refusal, stateAction } from "@/lib/action";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { databasePool } from "@/lib/db/client";
import { wantedPathHeader } from "@/lib/http/request-context";
import { log, withRequestId } from "@/lib/log";
import { type Role, sessionCookie, signInPerson } from "@/testkit/people";

/** Runs `work` where Next would: as an action of a request by this person, or by nobody. */
async function asRequest<T>(role: Role | null, work: () => Promise<T>): Promise<T> {
  const headers = new Headers({ [wantedPathHeader]: "/events" });
  if (role) {
    const { token } = await signInPerson(databasePool(), role);
    headers.set("cookie", `${sessionCookie}=${token}`);
  }
  // Casts, because of what Next keeps of a request this is all that is read here.
  const request = {
    type: "request",
    phase: "action",
    headers: HeadersAdapter.seal(headers),
    cookies: RequestCookiesAdapter.seal(new RequestCookies(headers)),
  } as Partial<RequestStore> as RequestStore;
  Object.assign(request, { userspaceMutableCookies: request.cookies });
  const page = { route: "/events" } as Partial<WorkStore> as WorkStore;
  return workAsyncStorage.run(page, () => workUnitAsyncStorage.run(request, () => withRequestId("req-1", work)));
}

/** The address that a redirect leads to; null where nothing was thrown. */
const redirectOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (isRedirectError(error) ? error.digest.split(";")[2] : error.digest),
  );

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

describe("an action", () => {
  let runs: unknown[] = [];
  beforeEach(() => {
    runs = [];
  });
  const replay = stateAction({
    permission: "events.replay",
    input: z.object({ id: z.string().startsWith("evt_") }),
    refused: refusal,
    run: async ({ viewer, input }) => {
      runs.push([viewer.role, input]);
      return { ok: true } as const;
    },
  });

  test("serves whom its permission names, with what its schema made of the form", async () => {
    expect(await asRequest("developer", () => replay(null, form({ id: "evt_1", more: "dropped" })))).toEqual({
      ok: true,
    });
    expect(runs).toEqual([["developer", { id: "evt_1" }]]);
  });

  test.each(["applicant", "support", "auditor"] as const)(
    "tells %s that it may not, and does nothing",
    async (role) => {
      const answer = await asRequest(role, () => replay(null, form({ id: "evt_1" })));
      expect(answer).toEqual({ ok: false, code: "not_allowed" });
      expect(runs).toEqual([]);
    },
  );

  test("sends the signed-out to sign-in and back, and does nothing", async () => {
    const address = await asRequest(null, () => redirectOf(replay(null, form({ id: "evt_1" }))));
    expect(address).toBe("/sign-in?callbackUrl=%2Fevents");
    expect(runs).toEqual([]);
  });

  test("refuses what its schema does not know before it begins", async () => {
    expect(await asRequest("developer", () => replay(null, form({ id: "vs_1" })))).toMatchObject({
      code: "invalid_input",
    });
    expect(runs).toEqual([]);
  });

  test("asks who may before it looks at what was sent", async () => {
    const answer = await asRequest("support", () => replay(null, form({ id: "vs_1" })));
    expect(answer).toEqual({ ok: false, code: "not_allowed" });
  });

  test("that says nothing to the refused is not there for them", async () => {
    const act = formAction({ permission: "staff", input: z.object({ theme: z.literal("dark") }), run: async () => {} });
    const notThere = "NEXT_HTTP_ERROR_FALLBACK;404";
    expect(await asRequest("applicant", () => redirectOf(act(form({ theme: "dark" }))))).toBe(notThere);
    expect(await asRequest("support", () => redirectOf(act(form({ theme: "puce" }))))).toBe(notThere);
    expect(await asRequest("support", () => redirectOf(act(form({ theme: "dark" }))))).toBeNull();
  });

  test("may end in a redirect", async () => {
    const act = formAction({ permission: "signed-in", input: z.unknown(), run: async () => redirect("/verify") });
    expect(await asRequest("applicant", () => redirectOf(act(form({}))))).toBe("/verify");
    expect(lines).toEqual([]);
  });

  test("for anyone does not ask who it is", async () => {
    const act = action({ permission: "anyone", input: z.number(), run: async ({ viewer, input }) => [viewer, input] });
    expect(await asRequest(null, () => act(5))).toEqual([null, 5]);
  });

  test("writes its log under the request's id", async () => {
    const act = action({ permission: "anyone", input: z.unknown(), run: async () => log.info("it happened") });
    await asRequest(null, () => act(null));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ requestId: "req-1", msg: "it happened" }]);
  });

  test("that fails is logged, and whoever called it gets the reference alone", async () => {
    const act = action({
      permission: "anyone",
      input: z.unknown(),
      run: async () => {
        throw new Error("duplicate key (email)=(ada@demo.test)");
      },
    });
    const error = await asRequest(null, () => act(null).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ digest: "req-1", message: "logged before" });
    expect(error).not.toHaveProperty("cause");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ requestId: "req-1", msg: "an action failed" }]);
    expect(lines.join()).not.toContain("ada@demo.test");
  });
});

test("an action can call only what its permission covers, or it does not compile", () => {
  const mutation = async (viewer: Viewer<"events.replay">) => viewer.role;
  const input = z.unknown();
  action({ permission: "events.replay", input, run: ({ viewer }) => mutation(viewer) });
  // @ts-expect-error: another permission.
  action({ permission: "events.read", input, run: ({ viewer }) => mutation(viewer) });
  // @ts-expect-error: every role is signed in.
  action({ permission: "signed-in", input, run: ({ viewer }) => mutation(viewer) });
  const either = "events.read" as "events.read" | "events.replay";
  // @ts-expect-error: one of two is no proof of either.
  action({ permission: either, input, run: ({ viewer }) => mutation(viewer) });
  // @ts-expect-error: nobody is known.
  action({ permission: "anyone", input, run: ({ viewer }) => mutation(viewer) });
});
