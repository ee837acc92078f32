import { type NextRequest, NextResponse } from "next/server";
import { askedBy } from "@/i18n/negotiate";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { refusedRequest } from "@/lib/http/page-request";
import { type RefusalStatus, refusalOf } from "@/lib/http/refusal";
import { requestContext, requestIdHeader, wantedPathHeader } from "@/lib/http/request-context";
import { rulesOf } from "@/lib/http/routes";

/** Pages that anybody may see. */
const open = [/^\/$/, /^\/sign-in(\/|$)/, /^\/invited(\/|$)/, /^\/favicon\.ico$/];

function refuse(as: RefusalStatus, request: NextRequest): NextResponse {
  const { status, headers, text } = refusalOf(as, askedBy(request.headers));
  return new NextResponse(text, { status, headers });
}

/**
 * Sends the obviously signed-out to sign-in and refuses what no page can read. Permits nothing: every page and action asks
 * for itself.
 */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  const { pathname, search, origin } = request.nextUrl;
  const { policy: kind, bodyBytes } = rulesOf(pathname);
  // What is no page judges what is sent to it itself.
  const refused = kind === null ? null : await refusedRequest(request, bodyBytes);
  if (refused !== null) return refuse(refused, request);

  const { method, headers } = request;
  const context = requestContext(
    kind,
    { method, url: `${pathname}${search}`, referer: headers.get("referer") },
    { apiBase: process.env.STRIPE_API_BASE || "", development: process.env.NODE_ENV === "development" },
  );
  const signedIn =
    request.cookies.has("next-auth.session-token") || request.cookies.has("__Host-next-auth.session-token");
  if (!signedIn && !open.some((pattern) => pattern.test(pathname))) {
    const appUrl = process.env.APP_URL ?? origin;
    const callbackPath = toCallbackPath(context.request[wantedPathHeader], appUrl);
    return NextResponse.redirect(new URL(signInPath(callbackPath), appUrl), 303);
  }

  // The server has given it one already (lib/http/limits.ts), unless it came while the server was starting.
  if (headers.has(requestIdHeader)) return NextResponse.next();
  const given = new Headers(headers);
  for (const [name, value] of Object.entries(context.request)) given.set(name, value);
  return NextResponse.next({ request: { headers: given }, headers: context.response });
}

/**
 * Not for the API, whose callers have no cookie, and not for files: those of an upload would be cut off where what Next holds of a
 * body ends (next.config.mjs). And not for a signed-in person's look at a page, of which it would be a quarter of the cost: it has
 * no body, and lib/http/limits.ts has given it its context. Runs in the process itself: the sandbox that Next runs it in otherwise
 * costs another 1 ms.
 */
export const config = {
  runtime: "nodejs",
  matcher: [
    {
      source: "/((?!api/|invited/files$|_next/static/|_next/image|icon\\.svg$).*)",
      missing: [
        { type: "cookie", key: "next-auth.session-token" },
        { type: "cookie", key: "__Host-next-auth.session-token" },
      ],
    },
    {
      source: "/((?!api/|invited/files$|_next/static/|_next/image|icon\\.svg$).*)",
      has: [{ type: "header", key: "content-type" }],
    },
    {
      source: "/((?!api/|invited/files$|_next/static/|_next/image|icon\\.svg$).*)",
      missing: [{ type: "header", key: "x-request-id" }],
    },
  ],
};
