import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { KeyHint } from "./key-hint";

/** The single keys of staff pages, in the order in which the list of them shows them. Each acts where a control carries it. */
export const shortcutKeys = ["/", "J", "K", "Enter", "X", "M", "G C", "P", "R", "?"] as const;

/** One of them. */
export type ShortcutKey = (typeof shortcutKeys)[number];

/** Whether single keys act in this browser. They do until somebody turns them off, which must be possible (WCAG 2.1.4). */
export const shortcutsAct = async (): Promise<boolean> => (await cookies()).get("shortcuts")?.value !== "off";

/** What gives a control its key: its attributes, and the key as a picture of it. Neither while keys are turned off. */
export async function shortcut(
  key: ShortcutKey,
): Promise<{ attributes: { "aria-keyshortcuts"?: ShortcutKey }; hint: ReactNode }> {
  if (!(await shortcutsAct())) return { attributes: {}, hint: null };
  return { attributes: { "aria-keyshortcuts": key }, hint: <KeyHint of={key} /> };
}
