import type { Stripe, TokenResult } from "@stripe/stripe-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toToken } from "./stripe-token.ts";

// Stripe's own script in a page, as far as its loader looks at them; what it makes is handed to each test's function.
beforeEach(() => {
  vi.stubGlobal("window", { Stripe: Object.assign(() => ({}), { version: "endive" }) });
  vi.stubGlobal("document", {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const keys = { publishableKey: "pk_test_token", emulator: null };
const tokenise = (create: (stripe: Stripe) => Promise<TokenResult>) => toToken(keys, create);
const unreachable = { ok: false, sentence: null };

test("a form gets an answer where Stripe.js rejects, or throws at once", async () => {
  expect(await tokenise(() => Promise.reject(new Error("Failed to fetch")))).toEqual(unreachable);
  expect(
    await tokenise(() => {
      throw new Error("createToken is not there");
    }),
  ).toEqual(unreachable);
});

test("a form gets an answer where Stripe.js never answers", async () => {
  vi.useFakeTimers();
  let asked = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const made = tokenise(() => {
    asked();
    return new Promise(() => {});
  });
  await isAsked;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await made).toEqual(unreachable);
});

test("what Stripe refuses is told apart from what it never heard", async () => {
  const refused = { type: "invalid_request_error", message: "Invalid number" } as const;
  const away = { type: "api_connection_error", message: "We are experiencing issues" } as const;
  expect(await tokenise(async () => ({ error: refused }))).toEqual({ ok: false, sentence: "Invalid number" });
  expect(await tokenise(async () => ({ error: away }))).toEqual(unreachable);
});
