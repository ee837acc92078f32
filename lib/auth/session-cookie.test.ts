import { NextResponse } from "next/server";
import { expect, test } from "vitest";
import { sessionCookieAt } from "@/lib/auth/session-cookie";

/** How Next has a browser delete it. */
function deletionOf(appUrl: string): string {
  const { cookies, headers } = new NextResponse();
  cookies.delete(sessionCookieAt(appUrl));
  return headers.get("set-cookie") ?? "";
}

test("over https the session's cookie is deleted in the only way that a browser obeys for its name", () => {
  const [named = "", ...attributes] = deletionOf("https://id.example.com").split("; ");
  expect(named).toBe("__Secure-next-auth.session-token=");
  expect(attributes).toEqual(expect.arrayContaining(["Path=/", "Secure", `Expires=${new Date(0).toUTCString()}`]));
});

test("over http, as in the demo, it is deleted without what a browser would take over https alone", () => {
  const [named = "", ...attributes] = deletionOf("http://localhost:3000").split("; ");
  expect(named).toBe("next-auth.session-token=");
  expect(attributes).not.toContain("Secure");
});
