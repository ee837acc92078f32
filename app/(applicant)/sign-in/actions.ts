"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { formAction, stateAction } from "@/lib/action";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { toReadableAddress } from "@/lib/auth/email-address";
import { networkAddress } from "@/lib/auth/network-address";
import { requestSignInLink } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";

/** What the form shows again when no link could be mailed: the code of the reason and what was typed. */
export type LinkRequest = { failure: "invalid_email" | "too_many" | "mail_unavailable" | null; email: string };

const linkInput = z.object({
  email: z.string().trim().default(""),
  callbackUrl: z
    .string()
    .default("")
    .transform((wanted) => toCallbackPath(wanted, env().appUrl)),
});

/** Mails a sign-in link and goes on to /sign-in/sent, whether or not the address may sign in. */
async function mailLink({ email, callbackUrl: callbackPath }: z.output<typeof linkInput>): Promise<LinkRequest> {
  const [from, locale] = await Promise.all([networkAddress(), getLocale()]);
  const asked = await requestSignInLink({ email, callbackPath, networkAddress: from }, locale);
  if (!asked.ok) return { failure: asked.code, email };

  // An address of a person must not stand in an address of ours, so the next page reads it from here.
  (await cookies()).set("sign-in-address", toReadableAddress(asked.address), {
    httpOnly: true,
    sameSite: "lax",
    secure: env().appUrl.startsWith("https:"),
    path: "/sign-in",
    maxAge: 600,
  });
  redirect(signInPath(callbackPath, "/sign-in/sent"));
}

/** From the form, which shows why no link was mailed. */
export const requestLinkAction = stateAction({
  permission: "anyone",
  input: linkInput,
  run: ({ input }) => mailLink(input),
});

/** From one press on an account of the demo; a failure draws the page anew. */
export const requestDemoLinkAction = formAction({
  permission: "anyone",
  input: linkInput,
  run: async ({ input }) => {
    await mailLink(input);
  },
});
