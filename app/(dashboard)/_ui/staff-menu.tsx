import {
  Activity,
  Ellipsis,
  type IconNode,
  IdCard,
  Keyboard,
  LogOut,
  Menu,
  Monitor,
  Moon,
  ShieldCheck,
  Sun,
  Webhook,
  X,
} from "lucide";
import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Logo } from "@/app/_ui/logo";
import { signOutAction } from "@/app/(auth)/actions";
import { setThemeAction } from "@/app/(dashboard)/actions";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { now } from "@/lib/time";
import type { CutCount } from "@/lib/verification/schema";
import { staffFormat } from "./format";
import { shortcut } from "./shortcut";
import { ShortcutList } from "./shortcut-list";
import { StaffNavLink } from "./staff-nav-link";

const themes: { theme: "light" | "dark" | "system"; icon: IconNode }[] = [
  { theme: "light", icon: Sun },
  { theme: "dark", icon: Moon },
  { theme: "system", icon: Monitor },
];

const freshMs = 60 * 60 * 1000;

/** What the menu shows beside its words; `deadLetters` is null for a role that may not know. */
type Shell = { needsAttention: CutCount; lastWebhookAt: string | null; deadLetters: CutCount | null };

/**
 * The sidebar; on a case it folds to a rail (dashboard.css), and below 1024 px it opens from a button. All of it is plain
 * HTML: the browser's own popover opens and closes without script.
 */
export async function StaffMenu({ viewer, shell, theme }: { viewer: Viewer; shell: Shell; theme: string }) {
  const [t, common, doctor, format, help] = await Promise.all([
    getTranslations("staff"),
    getTranslations("common"),
    getTranslations("doctor"),
    staffFormat(),
    shortcut("?"),
  ]);
  const { lastWebhookAt, needsAttention, deadLetters } = shell;
  const webhookAge = lastWebhookAt
    ? t("shell.webhookAgo", { age: format.age(lastWebhookAt) })
    : t("shell.webhookNever");
  const fresh = lastWebhookAt !== null && now().getTime() - Date.parse(lastWebhookAt) < freshMs;
  const avatar = <span className="staff-avatar" aria-hidden="true" data-initials={viewer.email.slice(0, 2)} />;

  return (
    <>
      <header className="staff-bar">
        <button type="button" className="staff-bar-button" popoverTarget="staff-menu" aria-label={t("shell.menu")}>
          <Icon of={Menu} className="size-5" />
        </button>
        <span className="font-semibold">{common("company")}</span>
        <button
          type="button"
          className="staff-bar-button ms-auto"
          popoverTarget="staff-account"
          aria-label={t("shell.account")}
        >
          {avatar}
        </button>
      </header>

      <section id="staff-menu" popover="auto" className="staff-menu" aria-label={t("shell.menu")}>
        <div className="staff-brand">
          <Logo className="size-6 shrink-0" />
          <span className="unfolded min-w-0 leading-tight">
            <span className="block font-semibold">{common("company")}</span>
            <span className="-mt-0.5 block text-2xs muted">{t("shell.product")}</span>
          </span>
          <button
            type="button"
            className="staff-bar-button ms-auto lg:hidden"
            popoverTarget="staff-menu"
            popoverTargetAction="hide"
            aria-label={t("shell.closeMenu")}
          >
            <Icon of={X} className="size-5" />
          </button>
        </div>

        <nav aria-label={t("shell.navigation")}>
          {may(viewer.role, "verifications.read") ? (
            <StaffNavLink href="/verifications">
              <Icon of={IdCard} className="size-4 shrink-0" />
              <span className="unfolded-text">{t("shell.verifications")}</span>
              {needsAttention.value > 0 ? (
                <span className="unfolded num ms-auto text-2xs" title={common("status.in_review")}>
                  {format.count(needsAttention)}
                </span>
              ) : null}
            </StaffNavLink>
          ) : null}
          {may(viewer.role, "events.read") ? (
            <StaffNavLink href="/events">
              <Icon of={Webhook} className="size-4 shrink-0" />
              <span className="unfolded-text">{t("shell.events")}</span>
              {deadLetters && deadLetters.value > 0 ? (
                <span
                  className="unfolded num ms-auto text-2xs font-semibold text-error"
                  title={t("events.outcome.failed")}
                >
                  {format.count(deadLetters)}
                </span>
              ) : null}
            </StaffNavLink>
          ) : null}
          {may(viewer.role, "health.read") ? (
            <StaffNavLink href="/health">
              <Icon of={Activity} className="size-4 shrink-0" />
              <span className="unfolded-text">{doctor("title")}</span>
            </StaffNavLink>
          ) : null}
        </nav>

        <p className="staff-nav mt-auto text-xs" title={`${t("shell.webhooks")}, ${webhookAge}`}>
          <span className="flex size-4 shrink-0 items-center justify-center" aria-hidden="true">
            <span className={`size-2 rounded-full ${fresh ? "bg-success" : "bg-base-content/40"}`} />
          </span>
          <span className="unfolded-text">{t("shell.webhooks")}</span>
          <span className="unfolded num ms-auto text-2xs font-normal">{webhookAge}</span>
        </p>
        <button
          type="button"
          className="staff-nav"
          popoverTarget="staff-shortcuts"
          title={t("shortcuts.title")}
          {...help.attributes}
        >
          <Icon of={Keyboard} className="size-4 shrink-0" />
          <span className="unfolded-text">{t("shell.shortcuts")}</span>
          <span className="unfolded ms-auto">{help.hint}</span>
        </button>
        <button type="button" className="staff-user" popoverTarget="staff-account">
          {avatar}
          <span className="unfolded-text min-w-0 text-start leading-tight">
            <span className="block truncate text-xs font-medium">
              <bdi>{viewer.email}</bdi>
            </span>
            <span className="block text-2xs muted">{common(`role.${viewer.role}`)}</span>
          </span>
          <Icon of={Ellipsis} className="unfolded ms-auto size-3.5 shrink-0 muted" />
        </button>
      </section>

      <ShortcutList viewer={viewer} />
      <section id="staff-account" popover="auto" className="staff-account" aria-label={t("shell.account")}>
        <div className="flex items-center gap-2.5 p-2">
          {avatar}
          <span className="min-w-0 truncate text-sm font-medium">
            <bdi>{viewer.email}</bdi>
          </span>
        </div>
        <div className="rounded-field bg-base-200 p-2">
          <p className="flex items-center gap-1.5 font-medium">
            <Icon of={ShieldCheck} className="size-3.5 shrink-0" />
            {common(`role.${viewer.role}`)}
          </p>
          <p className="mt-0.5 muted">{t(`role.${viewer.role}`)}</p>
        </div>
        <form action={setThemeAction} className="flex h-9 items-center px-2">
          {t("shell.appearance")}
          <span className="staff-switch">
            {themes.map(({ theme: choice, icon }) => (
              <button
                key={choice}
                type="submit"
                name="theme"
                value={choice}
                aria-label={t(`shell.${choice}`)}
                aria-pressed={choice === theme}
              >
                <Icon of={icon} className="size-3.5" />
              </button>
            ))}
          </span>
        </form>
        <form action={signOutAction} className="border-t border-base-300 pt-1">
          <button type="submit" className="staff-menu-item">
            <Icon of={LogOut} className="size-3.5 shrink-0" />
            {t("shell.signOut")}
          </button>
        </form>
      </section>
    </>
  );
}
