import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import pMap from "p-map";
import { cookieOf, sessionCookie } from "../testkit/people.ts";
import { expect, test } from "./support/fixtures.ts";
import { startSelling } from "./support/seller.ts";

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
/** Pages and what their addresses may say, by somebody whom they serve. */
const pages: Record<"senior" | "admin" | "seller", Record<string, readonly string[]>> = {
  senior: {
    "/": ["x"],
    "/sign-in": ["error", "callbackUrl"],
    "/sign-in/sent": ["callbackUrl"],
    "/sign-in/confirm": ["token", "callbackUrl"],
    "/invited": ["token"],
    "/verify": ["step", "ended", "refused"],
    "/verify/submitted": ["since"],
    "/verify/submitted/status": ["since"],
    "/verifications": ["status", "code", "country", "document", "from", "to", "q", "after", "before"],
    "/connect/accounts": ["status", "payouts", "reason", "country", "task", "q", "after", "before"],
    "/connect/accounts/ask": ["id"],
  },
  admin: {
    "/events": ["outcome", "type", "from", "to", "q", "after", "before", "replayed"],
    "/events/replay": ["outcome", "type", "from", "to", "q"],
    "/events/drift": ["target", "done"],
    "/health": ["done"],
  },
  seller: {
    "/connect": ["done", "refused", "stripe"],
    "/connect/tasks/you": ["person"],
    "/connect/tasks/id?person=individual": ["document", "country", "file", "part", "way"],
    "/connect/change/tax": ["person"],
    "/connect/people": ["done", "refused"],
    "/connect/people/new": ["role"],
    "/connect/selfie": ["ended", "refused"],
    "/connect/selfie/submitted": ["since"],
    "/connect/selfie/submitted/status": ["since"],
  },
};
const ids = ["%00", "a%00", "%", "%ED%A0%80", "'", "..", "evt_", `${uuid}%00`, "x".repeat(2_000)];
const below = (folder: string, further: readonly string[] = []) =>
  ids.flatMap((id) => ["", ...further].map((rest) => `${folder}/${id}${rest}`));
const folders: Record<keyof typeof pages, readonly string[]> = {
  senior: [...below("/verifications", ["/cancel", "/redact"]), ...below("/connect/accounts")],
  admin: below("/events", ["/discard"]),
  seller: [...below("/connect/tasks"), ...below("/connect/change"), ...below("/connect/people", ["/invite"])],
};

test("no address makes a page fail", { tag: "@emulator" }, async ({ page, signIn, stack, sql, emulator }) => {
  test.setTimeout(300_000);
  const wrong: string[] = [];
  for (const who of ["senior", "admin", "seller"] as const) {
    const { token, userId } = await signIn(who === "seller" ? "applicant" : who);
    const ask = (address: string) =>
      fetch(`${stack.appUrl}${address}`, { headers: cookieOf(token), redirect: "manual" });
    if (who === "seller") {
      await startSelling(page);
      const { rows } = await sql.query<{ id: string }>(
        "select stripe_id as id from connected_account where user_id = $1",
        [userId],
      );
      await emulator.control(`/accounts/${rows[0]?.id}/requirements`, { entry: "individual.verification.document" });
      await expect.poll(async () => (await ask("/connect/tasks/id?person=individual")).status).toBe(200);
    }
    for (const path of Object.keys(pages[who])) {
      const { status } = await ask(path);
      // Where it is not there for them, nothing of its address would be read.
      if (status >= 400) wrong.push(`${who} ${path}, without anything wrong: ${status}`);
    }
    const addresses = Object.entries(pages[who]).flatMap(([path, names]) =>
      names.flatMap((name) =>
        [...hostile.map((value) => `${name}=${value}`), `${name}=a&${name}=b`, `${name}[]=a`].map(
          (query) => `${path}${path.includes("?") ? "&" : "?"}${query}`,
        ),
      ),
    );
    const look = async (address: string) => {
      const answer = await ask(address);
      await answer.arrayBuffer(); // else its connection is not used again
      if (answer.status >= 500) wrong.push(`${who} ${address.slice(0, 100)}: ${answer.status}`);
    };
    await pMap([...addresses, ...folders[who]], look, { concurrency: 4 });
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

/** One request as it is, which `fetch` would put in order; in chunks, so that nothing announces how long it is. */
async function send(
  appUrl: string,
  { method = "GET", path, headers = {}, chunks = [] }: Sent,
): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  const { hostname, port, host } = new URL(appUrl);
  const sent = request({ hostname, port, method, path, headers: { host, origin: appUrl, ...headers } });
  for (const chunk of chunks) sent.write(chunk);
  sent.end();
  const [answer] = await once(sent, "response");
  answer.resume();
  return { status: answer.statusCode, headers: answer.headers };
}

type Sent = { method?: string; path: string; headers?: Record<string, string>; chunks?: string[] };

const plainPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

test("a method that an address does not take is a 405 that says which it takes", async ({ signIn, stack }) => {
  const { token } = await signIn("senior");
  for (const cookie of ["", `${sessionCookie}=${token}`]) {
    const takenBy = {
      ...Object.fromEntries(
        ["/", "/verify", "/none", "/api", "/api/auth/session", "/icon.svg"].map((path) => [
          path,
          ["GET", "HEAD", "POST"],
        ]),
      ),
      "/verifications/export": ["POST"],
      "/api/stripe/webhook": ["POST"],
      "/api/health/live": ["GET", "HEAD"],
    };
    const methods = ["GET", "HEAD", "POST", "TRACE", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PURGE"];
    for (const [path, taken] of Object.entries(takenBy)) {
      for (const method of methods.filter((each) => !taken.includes(each))) {
        const { status, headers } = await send(stack.appUrl, { method, path, headers: { cookie } });
        expect([status, headers.allow], `${method} ${path}`).toEqual([405, taken.join(", ")]);
        expect(headers["content-security-policy"]).toBe(plainPolicy);
      }
    }
  }
});

test("an address that is none is a 400, and one written oddly leads within the product", async ({ stack }) => {
  const odd: Record<string, [status: number, location?: string]> = {
    "/%ED%A0%80": [400],
    "/api/%ED%A0%80": [400],
    "/api/auth/%FF": [400],
    "/verifications/%": [400],
    "/_next/%zz": [400],
    "http://another.example/": [400],
    "http://another.example//x": [400],
    "/_global-error": [404],
    "/api/%00": [404],
    "/a//b": [308, "/a/b"],
    "//verify": [308, "/verify"],
    "//another.example/%2e%2e": [308, "/"],
    "///another.example": [308, "/another.example"],
    "/\\another.example": [308, "/another.example"],
    "/verify//": [308, "/verify/"],
    "//api//none": [308, "/api/none"],
  };
  for (const [path, [status, location]] of Object.entries(odd)) {
    for (const method of ["GET", "POST"]) {
      const { headers, ...answer } = await send(stack.appUrl, { method, path });
      expect([answer.status, headers.location], `${method} ${path}`).toEqual([status, location]);
      expect(headers["content-security-policy"], path).toBe(plainPolicy);
      for (const name of [
        "x-content-type-options",
        "referrer-policy",
        "x-frame-options",
        "strict-transport-security",
      ]) {
        expect(headers[name], `${name} of ${path}`).toBeTruthy();
      }
    }
  }
});

test("an upgrade is not made, and the page answers as if nobody had asked", async ({ stack }) => {
  for (const [path, status] of [
    ["/", 200],
    ["/api/none", 404],
  ] as const) {
    const asked = { connection: "upgrade", upgrade: "websocket" };
    expect((await send(stack.appUrl, { path, headers: asked })).status).toBe(status);
  }
});

/** A part of a form in multipart form. */
const part = (name: string, value: string) =>
  `--------a\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const multipart = { "content-type": "multipart/form-data; boundary=------a" };

test("what is no call and no form of an action is refused by every page, and leaves no error in the log", async ({
  signIn,
  stack,
}) => {
  const { token } = await signIn("senior");
  const cookie = `${sessionCookie}=${token}`;
  const id = "40".padEnd(42, "0");
  const call = { "next-action": id, "content-type": "text/plain;charset=UTF-8" };
  const nested = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const end = "--------a--\r\n";
  const kinds: [status: number, headers: Record<string, string>, bodies: string[]][] = [
    [415, { "content-type": "application/json" }, ["", "{}"]],
    [415, { "content-type": "application/x-www-form-urlencoded" }, ["", "a=b"]],
    [415, { ...call, "content-type": "application/json" }, ["[]"]],
    [415, {}, ["", "x"]],
    [415, { "content-type": "" }, ["", "x"]],
    [415, { ...call, "content-type": "" }, ["", '["$1"]']],
    [403, { ...call, origin: "https://another.example" }, ["[]"]],
    [403, { ...multipart, origin: "null" }, [part(`$ACTION_ID_${id}`, "") + end]],
    [400, { ...call, "next-action": "toString" }, ["[]"]],
    [400, call, ["", "text", "5", "null", "{", '["$1"]', '["$F1"]', '["$Q1"]', '["$0:__proto__:then"]', nested]],
    [400, { ...multipart, "next-action": id }, ["", "text", end, part("0", "{") + end, part("0", '["$1"]')]],
    [400, { ...multipart, "next-action": id }, [part("0", '["$1:then"]') + part("1", "[]") + end]],
    [400, multipart, ["", "text", "--------a\r\nContent-Dispo", end, part("__proto__", "x") + end, part("a", nested)]],
    [
      400,
      multipart,
      ["$ACTION_ID_x", "$ACTION_ID___proto__", "$ACTION_REF_1", "$ACTION_"].map((n) => part(n, "") + end),
    ],
    [400, { "content-type": "multipart/form-data" }, [end]],
    // Well written, but no action of this build: a page that was open while a new one was deployed sends it.
    [409, call, ["[]"]],
    [409, multipart, [part(`$ACTION_ID_${id}`, "") + end]],
  ];
  const log = path.join(stack.logsDirectory, "web.log");
  const before = (await readFile(log, "utf8")).length;
  for (const page of ["/", "/sign-in", "/verify", "/verifications", `/verifications/${uuid}`, "/none"]) {
    for (const [status, headers, bodies] of kinds) {
      for (const body of bodies) {
        const answer = await fetch(`${stack.appUrl}${page}`, {
          method: "POST",
          headers: { origin: stack.appUrl, cookie, ...headers },
          body: new TextEncoder().encode(body),
          redirect: "manual",
        });
        const said = `${page} ${JSON.stringify(headers)} ${body.slice(0, 80)}`;
        expect(answer.status, said).toBe(status);
        expect(answer.headers.get("content-security-policy"), said).toContain("frame-ancestors 'none'");
        expect(await answer.text(), said).toMatch(/^[\w ,.’-]+\n?$/);
      }
    }
  }
  expect((await readFile(log, "utf8")).slice(before)).not.toContain('"level":50');
});

test("a soft navigation from nowhere is refused, and no failure", async ({ signIn, stack }) => {
  const { token } = await signIn("senior");
  for (const page of ["/", "/verify", "/verifications", "/none"]) {
    for (const state of ["text", "%ED%A0%80", "%5B%5D", "null", encodeURIComponent('["",{"children":["x"]}]')]) {
      const headers = { ...cookieOf(token), rsc: "1", "next-router-state-tree": state };
      // Next's own redirect adds a key for caches to the address.
      const answer = await fetch(`${stack.appUrl}${page}`, { headers });
      expect(answer.status, `${page} ${state}`).toBe(400);
    }
  }
});

test("a body larger than its limit is answered 413, announced or in chunks", async ({ signIn, stack }) => {
  const { token } = await signIn("senior");
  const cookie = `${sessionCookie}=${token}`;
  const call = { "next-action": "40".padEnd(42, "0"), "content-type": "text/plain" };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const sized = { kb70: 70_000, kb140: 140_000, kb300: 300_000 };
  for (const [path, headers, smallest] of [
    ["/verify", multipart, sized.kb70],
    ["/sign-in", multipart, sized.kb70],
    ["/none", multipart, sized.kb70],
    ["/verify", call, sized.kb70],
    ["/verifications/export", { ...form, "sec-fetch-site": "same-origin" }, sized.kb70],
    ["/api/stripe/webhook", {}, sized.kb300],
    ["/api/auth/callback/email", form, sized.kb300],
  ] as const) {
    for (const size of Object.values(sized).filter((bytes) => bytes >= smallest)) {
      const asked = { method: "POST", path, headers: { cookie, ...headers } };
      const chunks = Array.from({ length: size / 10_000 }, () => "x".repeat(10_000));
      expect((await send(stack.appUrl, { ...asked, chunks })).status, `${path} ${size} in chunks`).toBe(413);
      const announced = { ...asked.headers, "content-length": String(size) };
      expect((await send(stack.appUrl, { ...asked, headers: announced, chunks })).status, `${path} ${size}`).toBe(413);
    }
  }
});

test("a body that stops half-way is answered 408 on every route", async ({ signIn, stack }) => {
  const { token } = await signIn("senior");
  const { hostname, port, host } = new URL(stack.appUrl);
  const form = "content-type: application/x-www-form-urlencoded";
  const call = `next-action: ${"40".padEnd(42, "0")}\r\ncontent-type: text/plain`;
  const multipartForm = "content-type: multipart/form-data; boundary=------a";
  const asked: [path: string, headers: string][] = [
    ["/verify", multipartForm],
    ["/verify", call],
    ["/none", multipartForm],
    ["/verifications/export", `sec-fetch-site: same-origin\r\n${form}`],
    ["/api/stripe/webhook", form],
    ["/api/auth/callback/email", form],
  ];
  const sizes = ["content-length: 100\r\n\r\nhalf", "transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n"];
  const answers = asked.flatMap(([to, headers]) =>
    sizes.map(async (rest) => {
      const socket = connect(Number(port), hostname);
      const cookie = `cookie: ${sessionCookie}=${token}\r\norigin: ${stack.appUrl}`;
      socket.write(`POST ${to} HTTP/1.1\r\nhost: ${host}\r\n${cookie}\r\n${headers}\r\n${rest}`);
      return `${to} ${(await text(socket)).slice(0, 12)}`;
    }),
  );
  expect(await Promise.all(answers)).toEqual(asked.flatMap(([to]) => sizes.map(() => `${to} HTTP/1.1 408`)));
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
    ...["//", "/verify//", "//another.example", "/a//b", "/_global-error", "/api/%FF"],
    ...["/_next/none", "/_next/static/none.js", "/verifications/export", "/%E0%A4%A", "/verifications/%ED%A0%80"],
  ];
  for (const cookie of ["", `${sessionCookie}=${token}`]) {
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
