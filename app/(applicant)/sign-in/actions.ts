"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { toReadableAddress } from "@/lib/auth/email-address";
import { inRequest } from "@/lib/auth/in-request";
import { networkAddress } from "@/lib/auth/network-address";
import { requestSignInLink } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";
import { fieldsOf } from "@/lib/http/form";
import { linkMail } from "./link-mail";

/** What the form shows again when no link could be mailed: the code of the reason and what was typed. */
export type LinkRequest = { failure: "invalid_email" | "too_many" | "mail_unavailable" | null; email: string };

/** Mails a sign-in link and goes on to /sign-in/sent, whether or not the address may sign in. Anybody may call it. */
export async function requestLinkAction(_before: LinkRequest, form: FormData): Promise<LinkRequest> {
  const { email: typed = "", callbackUrl = "" } = fieldsOf(form);
  const email = typed.trim();
  const callbackPath = toCallbackPath(callbackUrl, env().appUrl);

  const [from, mail] = await Promise.all([networkAddress(), linkMail()]);
  const asked = await inRequest(() => requestSignInLink({ email, callbackPath, networkAddress: from }, mail));
  if (!asked.ok) return { failure: asked.code, email };

  // An address of a person must not stand in an address of ours, so the next page reads it from here.
  (await cookies()).set("sign-in-address", toReadableAddress(asked.address), {
    httpOnly: true,
    sameSite: "lax",
    secure: env().appUrl.startsWith("https:"),
    path: "/sign-in",
    maxAge: 600,
  });
  redirect(signInPath(callbackPath, env().appUrl, "/sign-in/sent"));
}
