import { getTranslations } from "next-intl/server";
import { setShortcutsAction } from "@/app/(dashboard)/actions";
import { shortcutKeys, shortcutsAct } from "./shortcut";

/** Every key and what it does, and the switch that turns them off: a popover, opened by the menu. */
export async function ShortcutList() {
  const [t, act] = await Promise.all([getTranslations("staff.shortcuts"), shortcutsAct()]);
  return (
    <section id="staff-shortcuts" popover="auto" className="staff-account" aria-labelledby="staff-shortcuts-title">
      <h2 id="staff-shortcuts-title" className="p-2 text-sm font-semibold">
        {t("title")}
      </h2>
      <dl className="rounded-field bg-base-200 p-2">
        {shortcutKeys.map((key) => (
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
