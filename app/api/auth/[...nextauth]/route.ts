import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/config";
import { emailOfLink } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";
import { readBody } from "@/lib/http/body";

type Context = { params: Promise<{ nextauth: string[] }> };

const handle = (request: NextRequest, context: Context): Promise<Response> => NextAuth(request, context, authOptions());

/** A mailed link may only be used by the confirm page's POST: a mail scanner's GET must not use it up. */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  const [action, provider] = (await context.params).nextauth;
  if (provider === "email") return Response.redirect(new URL("/sign-in", env().appUrl), 303);
  return action === "signin" ? Response.redirect(new URL("/sign-in", env().appUrl), 303) : handle(request, context);
}

/** next-auth's own actions; and the confirm page's button, whose form becomes the query that next-auth reads. */
export async function POST(asked: NextRequest, context: Context): Promise<Response> {
  const [action, provider] = (await context.params).nextauth;
  // next-auth itself would read a body of any size.
  const body = await readBody(asked);
  if (!body.ok) return new Response(null, { status: body.code === "too_large" ? 413 : 408 });
  const request = new NextRequest(asked.url, {
    method: "POST",
    headers: asked.headers,
    body: Uint8Array.from(body.bytes),
  });
  if (provider !== "email") return handle(request, context);
  // Another site must not sign its visitors in to an account of its own.
  if (action !== "callback" || request.headers.get("origin") !== env().appUrl)
    return new Response(null, { status: 404 });

  const form = await request.formData();
  const token = String(form.get("token") ?? "");
  const callback = new URL(request.nextUrl);
  callback.searchParams.set("token", token);
  callback.searchParams.set("email", (await emailOfLink(token)) ?? "");
  callback.searchParams.set("callbackUrl", String(form.get("callbackUrl") ?? "/"));
  return handle(new NextRequest(callback, { method: "GET", headers: request.headers }), context);
}
