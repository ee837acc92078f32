import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";

const kinds = {
  error: { tone: "tone-error", icon: "CircleAlert", role: "alert" },
  info: { tone: "tone-info", icon: "Info", role: "status" },
} as const;

/** A strip that says something about the page or about what was just done. Errors are announced at once. */
export function StaffNotice({ kind, children }: { kind: keyof typeof kinds; children: ReactNode }) {
  const { tone, icon, role } = kinds[kind];
  return (
    <div className={`staff-notice ${tone}`} role={role}>
      <Icon of={icon} className="size-4 text-(--tone)" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
