import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { signInPath, wantedPathHeader } from "@/lib/auth/callback-path";
import { refusedRequest } from "@/lib/http/page-request";
import { type RefusalStatus, refusalOf } from "@/lib/http/refusal";

/** Pages that anybody may see. */
const open = [/^\/$/, /^\/sign-in(\/|$)/, /^\/favicon\.ico$/];

/** Takes a form of its own kind and judges it itself. */
const routeOfForm = "/verifications/export";

const stripeHosts = "https://js.stripe.com https://*.js.stripe.com";

const opensModal = (path: string) => path === "/verify" || path.startsWith("/verify/");

/** The policy of one response. Stripe's hosts stand only where its modal opens or its pictures are shown. */
function contentSecurityPolicy(path: string, nonce: string): string {
  const base = process.env.STRIPE_API_BASE || "";
  const dev = process.env.NODE_ENV === "development";
  // A policy belongs to the document, which outlives a move from one page of its kind to the next.
  const modal = opensModal(path);
  const pictures = path.startsWith("/verifications");
  const directives: Record<string, string> = {
    "default-src": "'self'",
    "script-src": `'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src": `'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src": `'self' data:${pictures ? ` ${base || "https://files.stripe.com"}` : ""}`,
    "font-src": "'self'",
    "connect-src": `'self'${modal ? ` ${base || "https://api.stripe.com"}` : ""}`,
    "frame-src": modal ? `${base || `${stripeHosts} https://verify.stripe.com`}` : "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    // The hosted page is reached by a form's redirect, which form-action judges too.
    "form-action": `'self'${modal ? ` ${base || "https://verify.stripe.com"}` : ""}`,
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** The camera is for Stripe's frames within the applicant's page, and for its own check whether there is one. */
function permissionsPolicy(path: string): string {
  const base = process.env.STRIPE_API_BASE;
  const frames = base ? `"${base}"` : `"https://js.stripe.com" "https://verify.stripe.com"`;
  return `camera=(${opensModal(path) ? `self ${frames}` : ""}), microphone=(), geolocation=(), payment=(), usb=()`;
}

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
  const refused = path === routeOfForm ? null : await refusedRequest(request);
  if (refused !== null) return refuse(refused);
  const signedIn =
    request.cookies.has("next-auth.session-token") || request.cookies.has("__Secure-next-auth.session-token");
  if (!signedIn && !open.some((pattern) => pattern.test(path))) {
    const appUrl = process.env.APP_URL ?? request.nextUrl.origin;
    return NextResponse.redirect(new URL(signInPath(wantedPath(request), appUrl), appUrl), 303);
  }

  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(path, nonce);
  const headers = new Headers(request.headers);
  headers.set("x-request-id", crypto.randomUUID());
  headers.set("x-nonce", nonce);
  headers.set(wantedPathHeader, wantedPath(request) ?? "");
  headers.set("content-security-policy", policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("permissions-policy", permissionsPolicy(path));
  response.headers.set("x-request-id", headers.get("x-request-id") ?? "");
  return response;
}

/** Not for the API, whose callers have no cookie, and not for files. */
// In the process itself: the sandbox that Next runs it in otherwise costs each page about 1 ms.
export const config = { runtime: "nodejs", matcher: ["/((?!api/|_next/static/|_next/image|icon\\.svg$).*)"] };
