import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./staff.css";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { requireStaff } from "@/lib/auth/viewer";
import { loadShell } from "@/lib/cases/loaders";
import { staffFormat } from "./_ui/format";
import { LinkListener } from "./_ui/shell/link-listener";
import { ShortcutListener } from "./_ui/shell/shortcut-listener";
import { StaffMenu } from "./_ui/shell/staff-menu";
import { TestStrip } from "./_ui/shell/test-strip";
import { shortcutsAct } from "./_ui/shortcut";

/** The frame of every staff page. It checks for staff of any role, and for its own figures: each page and action checks again. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  const viewer = await requireStaff();
  const [shell, jar, act, t, format] = await Promise.all([
    loadShell(viewer),
    cookies(),
    shortcutsAct(),
    getTranslations("staff.shell"),
    staffFormat(),
  ]);
  return (
    <div className="staff">
      <a href="#content" className="staff-skip">
        {t("skip")}
      </a>
      <LinkListener />
      {act ? <ShortcutListener /> : null}
      <TestStrip {...shell.stripe} />
      <div className="staff-frame">
        <StaffMenu
          viewer={viewer}
          shell={shell}
          theme={jar.get("theme")?.value ?? "system"}
          keysAct={act}
          format={format}
        />
        {children}
      </div>
    </div>
  );
}
