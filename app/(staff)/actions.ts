"use server";

import { cookies } from "next/headers";
import { z } from "zod";
import { requireStaff } from "@/lib/auth/viewer";
import { env } from "@/lib/env";
import { fieldsOf } from "@/lib/http/form";

const themeInput = z.object({ theme: z.enum(["light", "dark", "system"]) });
const shortcutsInput = z.object({ shortcuts: z.enum(["on", "off"]) });
const yearSeconds = 365 * 24 * 60 * 60;

/** Remembers light, dark or the system's choice in this browser. Anything else changes nothing. */
export async function setThemeAction(form: FormData): Promise<void> {
  await requireStaff();
  const input = themeInput.safeParse(fieldsOf(form));
  if (!input.success) return;
  await remember("theme", input.data.theme, "system");
}

/** Remembers in this browser whether single keys act. Anything but "on" and "off" changes nothing. */
export async function setShortcutsAction(form: FormData): Promise<void> {
  await requireStaff();
  const input = shortcutsInput.safeParse(fieldsOf(form));
  if (!input.success) return;
  await remember("shortcuts", input.data.shortcuts, "on");
}

/** A cookie, or none for what holds without one. */
async function remember(name: string, value: string, unsaid: string): Promise<void> {
  const jar = await cookies();
  if (value === unsaid) {
    jar.delete(name);
    return;
  }
  jar.set(name, value, {
    httpOnly: true,
    sameSite: "lax",
    secure: env().appUrl.startsWith("https:"),
    path: "/",
    maxAge: yearSeconds,
  });
}
