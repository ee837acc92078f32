import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { signInPath, wantedPathHeader } from "@/lib/auth/callback-path";
import { contentSecurityPolicy, permissionsPolicy } from "@/lib/http/content-security-policy";
import { refusedRequest } from "@/lib/http/page-request";
import { type RefusalStatus, refusalOf } from "@/lib/http/refusal";
import { rulesOf } from "@/lib/http/routes";

/** Pages that anybody may see. */
const open = [/^\/$/, /^\/sign-in(\/|$)/, /^\/favicon\.ico$/];

/** Where the person is, to come back to after signing in: the page itself, or the one that a form or an action was sent from. */
function wantedPath({ method, nextUrl, headers }: NextRequest): string | null {
  return method === "GET" || method === "HEAD" ? `${nextUrl.pathname}${nextUrl.search}` : headers.get("referer");
}

function refuse(as: RefusalStatus): NextResponse {
  const { status, headers, text } = refusalOf(as);
  return new NextResponse(text, { status, headers });
}

/**
 * Sends the obviously signed-out to sign-in, refuses what no page can read, and sets headers. Permits nothing: every page
 * and action asks for itself.
 */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  const path = request.nextUrl.pathname;
  const { policy: kind, bodyBytes } = rulesOf(path);
  // What is no page judges what is sent to it itself.
  const refused = kind === null ? null : await refusedRequest(request, bodyBytes);
  if (refused !== null) return refuse(refused);
  const signedIn =
    request.cookies.has("next-auth.session-token") || request.cookies.has("__Secure-next-auth.session-token");
  if (!signedIn && !open.some((pattern) => pattern.test(path))) {
    const appUrl = process.env.APP_URL ?? request.nextUrl.origin;
    return NextResponse.redirect(new URL(signInPath(wantedPath(request), appUrl), appUrl), 303);
  }

  const nonce = randomBytes(16).toString("base64");
  const apiBase = process.env.STRIPE_API_BASE || "";
  const policy =
    kind && contentSecurityPolicy(kind, { nonce, apiBase, development: process.env.NODE_ENV === "development" });
  const headers = new Headers(request.headers);
  headers.set("x-request-id", crypto.randomUUID());
  headers.set("x-nonce", nonce);
  headers.set(wantedPathHeader, wantedPath(request) ?? "");
  // Next reads the nonce for its own scripts out of it.
  if (policy) headers.set("content-security-policy", policy);

  const response = NextResponse.next({ request: { headers } });
  if (policy) response.headers.set("content-security-policy", policy);
  response.headers.set("permissions-policy", permissionsPolicy(kind ?? "visitor", apiBase));
  response.headers.set("x-request-id", headers.get("x-request-id") ?? "");
  return response;
}

/** Not for the API, whose callers have no cookie, and not for files. */
// In the process itself: the sandbox that Next runs it in otherwise costs each page about 1 ms.
export const config = { runtime: "nodejs", matcher: ["/((?!api/|_next/static/|_next/image|icon\\.svg$).*)"] };
