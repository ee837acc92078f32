"use server";

import { cookies } from "next/headers";
import { z } from "zod";
import { formAction } from "@/lib/action";
import { env } from "@/lib/env";

const yearSeconds = 365 * 24 * 60 * 60;

/** Remembers light, dark or the system's choice in this browser. */
export const setThemeAction = formAction({
  permission: "staff",
  input: z.object({ theme: z.enum(["light", "dark", "system"]) }),
  run: ({ input }) => remember("theme", input.theme, "system"),
});

/** Remembers in this browser whether single keys act. */
export const setShortcutsAction = formAction({
  permission: "staff",
  input: z.object({ shortcuts: z.enum(["on", "off"]) }),
  run: ({ input }) => remember("shortcuts", input.shortcuts, "on"),
});

/** A cookie, or none for what holds without one. */
async function remember(name: string, value: string, unsaid: string): Promise<void> {
  const jar = await cookies();
  if (value === unsaid) {
    jar.delete(name);
    return;
  }
  jar.set(name, value, {
    // Error pages, which are drawn in the browser, read it.
    httpOnly: false,
    sameSite: "lax",
    secure: env().appUrl.startsWith("https:"),
    path: "/",
    maxAge: yearSeconds,
  });
}
