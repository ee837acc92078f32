"use server";

import { redirect } from "next/navigation";
import { signOut } from "@/lib/auth/session";

/** Ends this browser's sign-in. Needs no role: whoever has no session loses nothing. */
export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}
