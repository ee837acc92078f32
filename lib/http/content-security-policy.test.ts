import { expect, test } from "vitest";
import { contentSecurityPolicy, openerPolicy, permissionsPolicy } from "@/lib/http/content-security-policy";

const emulator = "http://localhost:12111";
const policy = (kind: Parameters<typeof contentSecurityPolicy>[0], apiBase = "") =>
  Object.fromEntries(
    contentSecurityPolicy(kind, { nonce: "n", apiBase, development: false })
      .split("; ")
      .map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]),
  );

test("Stripe's embedded onboarding has its frames, pictures, style and window on its own page alone", () => {
  const embedded = policy("embedded");
  expect(embedded["frame-src"]).toEqual(
    expect.arrayContaining(["https://connect-js.stripe.com", "https://js.stripe.com"]),
  );
  expect(embedded["img-src"]).toContain("https://*.stripe.com");
  expect(embedded["style-src"]).toContain("'sha256-0hAheEzaMe6uXIKV4EehS9pu1am1lj/KnnzrOYqckXk='");
  expect(permissionsPolicy("embedded", "")).toContain('"https://connect-js.stripe.com"');
  expect(openerPolicy("embedded")).toBe("unsafe-none");

  for (const kind of ["visitor", "applicant", "staff"] as const) {
    expect(JSON.stringify(policy(kind)), kind).not.toMatch(/connect-js|sha256|https:\/\/\*\.stripe\.com/);
    expect(permissionsPolicy(kind, ""), kind).not.toContain("connect-js");
    expect(openerPolicy(kind), kind).toBe("same-origin");
  }
});

test("what stands in Stripe's place is allowed as Stripe is, and Stripe is not", () => {
  const embedded = policy("embedded", emulator);
  expect(embedded["frame-src"]).toEqual([emulator]);
  expect(JSON.stringify(embedded)).not.toContain("stripe.com");
  expect(permissionsPolicy("embedded", emulator)).not.toContain("stripe.com");
});

test.each(["visitor", "applicant", "embedded", "staff"] as const)(
  "scripts of %s pages run by a nonce, and by what such a script brings",
  (kind) => {
    expect(policy(kind)["script-src"]).toEqual(["'nonce-n'", "'strict-dynamic'"]);
    expect(policy(kind)["object-src"]).toEqual(["'none'"]);
  },
);
