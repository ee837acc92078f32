import { NextRequest, NextResponse } from "next/server";
import { expect, test } from "vitest";
import { invitedCookieAt, sessionCookieAt } from "@/lib/auth/session-cookie";
import { config, middleware } from "@/middleware";

/** How Next has a browser delete it. */
function deletionOf(appUrl: string): string {
  const { cookies, headers } = new NextResponse();
  cookies.delete(sessionCookieAt(appUrl));
  return headers.get("set-cookie") ?? "";
}

test("over https the session's cookie is deleted in the only way that a browser obeys for its name", () => {
  const [named = "", ...attributes] = deletionOf("https://id.example.com").split("; ");
  expect(named).toBe("__Host-next-auth.session-token=");
  expect(attributes.some((each) => each.startsWith("Domain"))).toBe(false);
  expect(attributes).toEqual(expect.arrayContaining(["Path=/", "Secure", `Expires=${new Date(0).toUTCString()}`]));
});

test("over http, as in the demo, it is deleted without what a browser would take over https alone", () => {
  const [named = "", ...attributes] = deletionOf("http://localhost:3000").split("; ");
  expect(named).toBe("next-auth.session-token=");
  expect(attributes).not.toContain("Secure");
});

/** How Next has the browser of somebody invited keep it. */
function invitedAt(appUrl: string): string[] {
  const { cookies, headers } = new NextResponse();
  cookies.set({ ...invitedCookieAt(appUrl), value: "token" });
  return (headers.get("set-cookie") ?? "").split("; ");
}

test("over https no other host of the domain can give the browser of somebody invited another's session", () => {
  const [named, ...attributes] = invitedAt("https://id.example.com");
  expect(named).toBe("__Host-invited-session=token");
  // Without these a browser does not take the name (RFC 6265bis, 4.1.3.2).
  expect(attributes).toEqual(expect.arrayContaining(["Path=/", "Secure", "HttpOnly"]));
  expect(attributes.some((each) => each.startsWith("Domain"))).toBe(false);
});

test("over http, as in the demo, somebody invited has a cookie that a browser takes", () => {
  const [named, ...attributes] = invitedAt("http://localhost:3000");
  expect(named).toBe("invited-session=token");
  expect(attributes).not.toContain("Secure");
});

test.each(["https://id.example.com", "http://localhost:3000"])(
  "the middleware sends nobody to sign-in who has the session's cookie of %s",
  async (origin) => {
    const { name } = sessionCookieAt(origin);
    const asked = (cookie: string) => middleware(new NextRequest(`${origin}/verify`, { headers: { cookie } }));
    expect((await asked(`${name}=token`)).headers.get("location")).toBeNull();
    expect((await asked("other=token")).headers.get("location")).toContain("/sign-in");
    // A look at a page by whoever has it does not come by the middleware at all.
    expect(config.matcher[0]?.missing).toContainEqual({ type: "cookie", key: name });
  },
);
