"use server";

import { cookies } from "next/headers";
import { z } from "zod";
import { requireStaff } from "@/lib/auth/viewer";
import { env } from "@/lib/env";

const themeInput = z.object({ theme: z.enum(["light", "dark", "system"]) });
const yearSeconds = 365 * 24 * 60 * 60;

/** Remembers light, dark or the system's choice in this browser. Anything else changes nothing. */
export async function setThemeAction(form: FormData): Promise<void> {
  await requireStaff();
  const input = themeInput.safeParse(Object.fromEntries(form));
  if (!input.success) return;

  const jar = await cookies();
  if (input.data.theme === "system") {
    jar.delete("theme");
    return;
  }
  jar.set("theme", input.data.theme, {
    httpOnly: true,
    sameSite: "lax",
    secure: env().appUrl.startsWith("https:"),
    path: "/",
    maxAge: yearSeconds,
  });
}
