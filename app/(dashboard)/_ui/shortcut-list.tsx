import { getTranslations } from "next-intl/server";
import { setShortcutsAction } from "@/app/(dashboard)/actions";
import { may, type Permission } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { type ShortcutKey, shortcutKeys, shortcutsAct } from "./shortcut";

/** What a key does that not every member of staff may. */
const needs: Partial<Record<ShortcutKey, Permission>> = { P: "events.replay", R: "health.read" };

/** Every key that acts for this viewer and what it does, and the switch that turns them off: a popover, opened by the menu. */
export async function ShortcutList({ viewer }: { viewer: Viewer }) {
  const [t, act] = await Promise.all([getTranslations("staff.shortcuts"), shortcutsAct()]);
  const keys = shortcutKeys.filter((key) => {
    const needed = needs[key];
    return needed === undefined || may(viewer.role, needed);
  });
  return (
    <section id="staff-shortcuts" popover="auto" className="staff-account" aria-labelledby="staff-shortcuts-title">
      <h2 id="staff-shortcuts-title" className="p-2 text-sm font-semibold">
        {t("title")}
      </h2>
      <dl className="rounded-field bg-base-200 p-2">
        {keys.map((key) => (
          <div key={key} className="flex h-6 items-center justify-between gap-2">
            <dt>{t(`keys.${key}`)}</dt>
            <dd>
              <kbd className="key-drawn">{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p className="px-2 pt-2 muted">{t("note")}</p>
      <form action={setShortcutsAction} className="flex h-9 items-center px-2">
        <span id="staff-shortcuts-act">{t("act")}</span>
        <fieldset className="staff-switch" aria-labelledby="staff-shortcuts-act">
          {(["on", "off"] as const).map((choice) => (
            <button key={choice} type="submit" name="shortcuts" value={choice} aria-pressed={(choice === "on") === act}>
              {t(choice)}
            </button>
          ))}
        </fieldset>
      </form>
    </section>
  );
}
