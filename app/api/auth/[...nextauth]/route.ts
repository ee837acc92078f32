import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { getLocale } from "next-intl/server";
import { type CallbackPath, signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { authOptions } from "@/lib/auth/config";
import { endSession } from "@/lib/auth/session";
import { readLink } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";
import { readBody } from "@/lib/http/body";
import { rulesOf } from "@/lib/http/routes";
import { isFromOurPages } from "@/lib/http/same-origin";

type Context = { params: Promise<{ nextauth: string[] }> };

/** What we use of next-auth. Its other routes are not served: pages of its own, and a log that anybody may write to. */
const served = {
  GET: ["session", "csrf", "callback/oidc"],
  POST: ["signin/oidc", "callback/email"],
} as const satisfies Record<string, readonly string[]>;

/** Where next-auth sends people whose sign-in failed or may not be begun by a GET; our sign-in page says so. */
const leadToSignIn: readonly string[] = ["error", "signin", "signin/oidc", "signin/email", "callback/email"];

const empty = (status: number) => new Response(null, { status });

/** The sign-in page, with the reason why nobody was signed in; from there on to `wanted`. */
function signInAddress(error: string | null, wanted: CallbackPath): URL {
  const address = new URL(signInPath(wanted), env().appUrl);
  if (error !== null && /^\w{1,40}$/.test(error)) address.searchParams.set("error", error);
  return address;
}

/** Where next-auth remembers that the person wanted to go; it may be anybody's words. */
const rememberedIn = ({ cookies }: NextRequest): string | undefined =>
  cookies.getAll().find(({ name }) => name.endsWith("next-auth.callback-url"))?.value;

const wantedBy = (request: NextRequest): CallbackPath => toCallbackPath(rememberedIn(request), env().appUrl);

/** Hands a request to next-auth. Where that leads back to the sign-in page, it leads on to `wanted` from there. */
async function handle(request: NextRequest, context: Context, wanted = wantedBy(request)): Promise<Response> {
  const remembered = rememberedIn(request);
  // next-auth answers 500 to a cookie of its own that holds no address; anybody can send one.
  if (remembered !== undefined && !URL.canParse(remembered)) return empty(400);
  const answer: Response = await NextAuth(request, context, authOptions({ locale: getLocale, endSession }));
  const location = answer.headers.get("location");
  const leadsTo = location === null ? null : new URL(location, env().appUrl);
  if (leadsTo?.pathname === "/sign-in") {
    answer.headers.set("location", signInAddress(leadsTo.searchParams.get("error"), wanted).href);
  }
  return answer;
}

/** A mailed link may only be used by the confirm page's POST: a mail scanner's GET must not use it up. */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  const route = (await context.params).nextauth.join("/");
  if (leadToSignIn.includes(route)) {
    return Response.redirect(signInAddress(request.nextUrl.searchParams.get("error"), wantedBy(request)), 303);
  }
  if (!served.GET.some((known) => known === route)) return empty(404);

  const asked = new URL(request.nextUrl);
  // Only a provider's answer has anything to say in the address.
  if (route !== "callback/oidc") asked.search = "";
  return handle(new NextRequest(asked, { headers: request.headers }), context);
}

/** Begins a sign-in at the organisation's own provider; or the confirm page's button, which uses a mailed link. */
export async function POST(asked: NextRequest, context: Context): Promise<Response> {
  const route = (await context.params).nextauth.join("/");
  // Another site must not sign its visitors in to an account of its own.
  if (!served.POST.some((known) => known === route) || !isFromOurPages(asked.headers, env().appUrl)) return empty(404);
  if (!asked.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) return empty(415);

  // next-auth itself would read a body of any size.
  const body = await readBody(asked, rulesOf(asked.nextUrl.pathname).bodyBytes);
  if (!body.ok) return empty(body.code === "too_large" ? 413 : 408);
  const text = body.bytes.toString("utf8");
  if (route === "signin/oidc") {
    return handle(new NextRequest(asked.url, { method: "POST", headers: asked.headers, body: text }), context);
  }

  const token = new URLSearchParams(text).get("token") ?? "";
  const link = await readLink(token);
  if (!link.works) return Response.redirect(signInAddress("Verification", link.callbackPath), 303);

  const callback = new URL(asked.nextUrl);
  callback.search = new URLSearchParams({ token, email: link.address, callbackUrl: link.callbackPath }).toString();
  return handle(new NextRequest(callback, { method: "GET", headers: asked.headers }), context, link.callbackPath);
}
