import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { type ShortcutKey, shortcutKeys } from "@/app/(staff)/_ui/shortcut";
import { sections } from "@/app/(staff)/sections";
import { may, type Permission } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { brand } from "@/lib/brand";
import type { CappedCount } from "@/lib/capped-count";
import { now } from "@/lib/time";
import { type StaffMenuContent, StaffMenuView } from "./staff-menu-view";

const freshMs = 60 * 60 * 1000;

/** What a key does that not every member of staff may. */
const needed: Partial<Record<ShortcutKey, Permission>> = {
  X: "accounts.ask_several",
  M: "accounts.ask_several",
  "G C": "accounts.read",
  P: "events.replay",
  R: "health.read",
};

/** What the menu shows beside its words; a count is null for a role that may not know. */
type Shell = { needsAttention: CappedCount | null; lastWebhookAt: string | null; deadLetters: CappedCount | null };

/** The menu of every staff page: puts into words what this viewer may open. `keysAct`: single keys are on. */
export function StaffMenu({
  viewer,
  shell,
  theme,
  keysAct,
  format,
}: {
  viewer: Viewer;
  shell: Shell;
  theme: string;
  keysAct: boolean;
  format: StaffFormat;
}) {
  const t = useTranslations("staff");
  const common = useTranslations("common");
  const { lastWebhookAt } = shell;
  const age = lastWebhookAt ? format.ago(lastWebhookAt) : t("shell.webhookNever");
  const mayOpen = (permission: Permission | undefined) => permission === undefined || may(viewer.role, permission);

  const badgeOf = (badge: (typeof sections)[number]["badge"]): Pick<StaffMenuContent["sections"][number], "badge"> => {
    const count = badge && shell[badge];
    if (!count || count.value === 0) return {};
    const text = format.count(count);
    if (badge === "deadLetters") return { badge: { text, title: t("events.outcome.failed"), alarm: true } };
    return { badge: { text, title: common("status.in_review") } };
  };

  const content: StaffMenuContent = {
    company: brand.company,
    product: brand.product,
    words: {
      menu: t("shell.menu"),
      closeMenu: t("shell.closeMenu"),
      navigation: t("shell.navigation"),
      account: t("shell.account"),
      appearance: t("shell.appearance"),
      signOut: t("shell.signOut"),
    },
    sections: sections
      .filter(({ permission }) => mayOpen(permission))
      .map(({ href, icon, label, badge, goKey }) => ({
        href,
        icon,
        ...(goKey ? { goKey } : {}),
        text: t(`sections.${label}.name`),
        ...badgeOf(badge),
      })),
    webhooks: {
      text: t("shell.webhooks"),
      age,
      title: `${t("shell.webhooks")}, ${age}`,
      fresh: lastWebhookAt !== null && now().getTime() - Date.parse(lastWebhookAt) < freshMs,
    },
    viewer: { email: viewer.email, role: common(`role.${viewer.role}`), rights: t(`role.${viewer.role}`) },
    themes: (["light", "dark", "system"] as const).map((choice) => ({
      choice,
      text: t(`shell.${choice}`),
      chosen: choice === theme,
    })),
    shortcuts: {
      text: t("shell.shortcuts"),
      title: t("shortcuts.title"),
      note: t("shortcuts.note"),
      act: t("shortcuts.act"),
      keys: shortcutKeys.flatMap((key) => (mayOpen(needed[key]) ? [{ key, does: t(`shortcuts.keys.${key}`) }] : [])),
      switch: (["on", "off"] as const).map((choice) => ({
        choice,
        text: t(`shortcuts.${choice}`),
        chosen: (choice === "on") === keysAct,
      })),
      hint: keysAct ? "?" : null,
    },
  };
  return <StaffMenuView content={content} />;
}
