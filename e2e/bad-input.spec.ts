import { expect, test } from "./fixtures.ts";

/*
 * What comes from outside and means nothing: no address and no body of a form makes a page fail, and every answer has a
 * content security policy.
 */

const uuid = "00000000-0000-4000-8000-000000000000";
const hostile = [
  ...[
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%",
    "'",
    "x".repeat(3_000),
    "0000-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
  ],
  ...[`2026_${uuid}`, `0000-01-01T00:00:00.000000Z_${uuid}`, `%2B275760-09-13T00:00:00Z_${uuid}`, `infinity_${uuid}`],
  ...["2026_evt_1", "0000-01-01T00:00:00Z_evt_1", "9999-12-31T23:59:59.999Z_evt_1", "99999999999999999999", "-1", ""],
];
const pages: Record<string, readonly string[]> = {
  "/": ["x"],
  "/sign-in": ["error", "callbackUrl"],
  "/sign-in/sent": ["callbackUrl"],
  "/sign-in/confirm": ["token", "callbackUrl"],
  "/verify": ["step", "ended", "refused"],
  "/verify/submitted": ["since"],
  "/verify/submitted/status": ["since"],
  "/verifications": ["status", "code", "country", "document", "from", "to", "q", "after", "before"],
  "/events": ["outcome", "type", "from", "to", "q", "after", "before", "replayed"],
  "/events/replay": ["outcome", "type", "from", "to", "q"],
  "/events/drift": ["session", "done"],
  "/health": ["done"],
};
const below = ["/verifications", "/events"].flatMap((list) =>
  ["%00", "a%00", "%", "%ED%A0%80", "'", "..", "evt_", `${uuid}%00`, "x".repeat(2_000)].flatMap((id) =>
    ["", "/cancel", "/redact", "/discard"].map((rest) => `${list}/${id}${rest}`),
  ),
);

test("no address makes a page fail", async ({ signIn, stack }) => {
  test.setTimeout(300_000);
  const addresses = Object.entries(pages).flatMap(([page, names]) =>
    names.flatMap((name) => [
      ...hostile.map((value) => `${page}?${name}=${value}`),
      `${page}?${name}=a&${name}=b`,
      `${page}?${name}[]=a`,
    ]),
  );
  const wrong: string[] = [];
  for (const role of ["senior", "admin"] as const) {
    const { token } = await signIn(role);
    for (const address of [...addresses, ...below]) {
      const { status } = await fetch(`${stack.appUrl}${address}`, {
        headers: { cookie: `next-auth.session-token=${token}` },
        redirect: "manual",
      });
      if (status >= 500) wrong.push(`${role} ${address.slice(0, 100)}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("a list says which filters of its address it left out", async ({ page, signIn }) => {
  await signIn("reviewer");
  await page.goto("/verifications?q=%00&from=0000-01-01&country=DE");
  await expect(page.getByRole("status").filter({ hasText: "left out: from, q" })).toBeVisible();
});

test("a wrong body at the confirm page's button is refused, not a failure", async ({ stack }) => {
  const url = `${stack.appUrl}/api/auth/callback/email`;
  const bodies: [type: string | null, body: string, status: number][] = [
    ["text/plain", "x", 415],
    ["application/json", "{", 415],
    ["multipart/form-data", "x", 415],
    ["multipart/form-data; boundary=a", "x", 415],
    ["application/x-www-form-urlencoded", "", 303],
    ["application/x-www-form-urlencoded", "token=%00&callbackUrl=x", 303],
    ["application/x-www-form-urlencoded", `token=${"x".repeat(300_000)}`, 413],
  ];
  for (const [type, body, status] of bodies) {
    const headers = { origin: stack.appUrl, ...(type && { "content-type": type }) };
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual" });
    expect(answer.status, `${type} ${body.slice(0, 20)}`).toBe(status);
  }
});

test("a form of more than 64 KB is answered 413", async ({ signIn, stack }) => {
  const { token } = await signIn();
  const headers = { cookie: `next-auth.session-token=${token}`, origin: stack.appUrl };
  for (const path of ["/verify", "/sign-in"]) {
    const body = new FormData();
    body.set("firstName", "x".repeat(70_000));
    expect((await fetch(`${stack.appUrl}${path}`, { method: "POST", headers, body })).status, path).toBe(413);
  }
});

test("every answer has a content security policy", async ({ signIn, stack }) => {
  const { token } = await signIn("admin");
  const without: string[] = [];
  const paths = [
    ...["/", "/sign-in", "/verify", "/verify/", "/none", "/events", "/events/none", "/404", "/500", "/_error"],
    ...[
      "/api",
      "/api/",
      "/api/none",
      "/api/auth",
      "/api/auth/none",
      "/api/auth/signout",
      "/api/auth/error",
      "/api/auth/signin",
    ],
    ...[
      "/api/auth/session",
      "/api/auth/csrf",
      "/api/health/live",
      "/api/health/live/",
      "/api/stripe/webhook",
      "/api/metrics",
    ],
    ...["/favicon.ico", "/favicon.icox", "/favicon.ico/x", "/icon.svg", "/icon.svgx", "/icon.svg/x", "/robots.txt"],
    ...["/_next/none", "/_next/static/none.js", "/verifications/export", "/%E0%A4%A", "/verifications/%ED%A0%80"],
  ];
  for (const cookie of ["", `next-auth.session-token=${token}`]) {
    for (const path of paths) {
      const answer = await fetch(`${stack.appUrl}${path}`, { headers: { cookie }, redirect: "manual" });
      const html = answer.headers.get("content-type")?.startsWith("text/html");
      const policy = answer.headers.get("content-security-policy") ?? "";
      if (!policy.includes("frame-ancestors 'none'") || (html && !policy.includes("script-src 'nonce-")))
        without.push(`${path} ${answer.status}${cookie && ", signed in"}`);
    }
  }
  expect(without).toEqual([]);
});
