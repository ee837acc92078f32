"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { formAction } from "@/lib/action";
import { signOut } from "@/lib/auth/session";

/** Ends this browser's sign-in. For anyone: whoever has no session loses nothing. */
export const signOutAction = formAction({
  permission: "anyone",
  input: z.unknown(),
  run: async () => {
    await signOut();
    redirect("/sign-in");
  },
});
