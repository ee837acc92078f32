"use client";

import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Logo } from "@/app/_ui/logo";
import { KeyHint } from "@/app/(staff)/_ui/key-hint";
import { setShortcutsAction, setThemeAction } from "@/app/(staff)/actions";
import { signOutAction } from "@/app/actions";
import { StaffNavLink } from "./staff-nav-link";

const themes = { light: "Sun", dark: "Moon", system: "Monitor" } satisfies Record<string, IconName>;

type Theme = keyof typeof themes;

/** Everything the menu shows, in words. */
export type StaffMenuContent = {
  company: string;
  product: string;
  words: { menu: string; closeMenu: string; navigation: string; account: string; appearance: string; signOut: string };
  sections: {
    href: string;
    icon: IconName;
    text: string;
    goKey?: string;
    badge?: { text: string; title: string; alarm?: true };
  }[];
  webhooks: { text: string; age: string; title: string; fresh: boolean };
  viewer: { email: string; role: string; rights: string };
  themes: { choice: Theme; text: string; chosen: boolean }[];
  shortcuts: {
    text: string;
    title: string;
    note: string;
    act: string;
    keys: { key: string; does: string }[];
    switch: { choice: "on" | "off"; text: string; chosen: boolean }[];
    /** The key that opens the list; null while keys are turned off. */
    hint: string | null;
  };
};

/**
 * The sidebar; on a case it folds to a rail (staff.css), and below 1024 px it opens from a button. All of it is plain
 * HTML: the browser's own popover opens and closes without script. Drawn by the browser's script as well, so that every
 * page sends its markup once and not twice.
 */
export function StaffMenuView({ content }: { content: StaffMenuContent }) {
  const { company, words, viewer } = content;
  const avatar = <span className="staff-avatar" aria-hidden="true" data-initials={viewer.email.slice(0, 2)} />;

  return (
    <>
      <header className="staff-bar">
        <button type="button" className="staff-bar-button" popoverTarget="staff-menu" aria-label={words.menu}>
          <Icon of="Menu" className="size-5" />
        </button>
        <span className="font-semibold">{company}</span>
        <button
          type="button"
          className="staff-bar-button ms-auto"
          popoverTarget="staff-account"
          aria-label={words.account}
        >
          {avatar}
        </button>
      </header>

      <section id="staff-menu" popover="auto" className="staff-menu" aria-label={words.menu}>
        <div className="staff-brand">
          <Logo className="size-6" />
          <span className="unfolded min-w-0 leading-tight">
            <span className="block font-semibold">{company}</span>
            <span className="-mt-0.5 block text-2xs muted">{content.product}</span>
          </span>
          <button
            type="button"
            className="staff-bar-button ms-auto lg:hidden"
            popoverTarget="staff-menu"
            popoverTargetAction="hide"
            aria-label={words.closeMenu}
          >
            <Icon of="X" className="size-5" />
          </button>
        </div>
        <nav aria-label={words.navigation}>
          {content.sections.map(({ href, icon, text, goKey, badge }) => (
            <StaffNavLink key={href} href={href} {...(goKey ? { goKey } : {})}>
              <Icon of={icon} className="size-4" />
              <span className="unfolded-text">{text}</span>
              {badge ? (
                <span
                  className={`unfolded num ms-auto text-2xs ${badge.alarm ? "font-semibold text-error" : ""}`}
                  title={badge.title}
                >
                  {badge.text}
                </span>
              ) : null}
            </StaffNavLink>
          ))}
        </nav>
        <Foot content={content}>{avatar}</Foot>
      </section>

      <Shortcuts shortcuts={content.shortcuts} />
      <Account content={content}>{avatar}</Account>
    </>
  );
}

type PartProps = { content: StaffMenuContent; children: ReactNode };

function Foot({ content: { webhooks, shortcuts, viewer }, children: avatar }: PartProps) {
  return (
    <>
      <p className="staff-nav mt-auto text-xs" title={webhooks.title}>
        <span className="flex size-4 shrink-0 items-center justify-center" aria-hidden="true">
          <span className={`size-2 rounded-full ${webhooks.fresh ? "bg-success" : "bg-base-content/40"}`} />
        </span>
        <span className="unfolded-text">{webhooks.text}</span>
        <span className="unfolded num ms-auto text-2xs font-normal">{webhooks.age}</span>
      </p>
      <button
        type="button"
        className="staff-nav"
        popoverTarget="staff-shortcuts"
        title={shortcuts.title}
        aria-keyshortcuts={shortcuts.hint ?? undefined}
      >
        <Icon of="Keyboard" className="size-4" />
        <span className="unfolded-text">{shortcuts.text}</span>
        <span className="unfolded ms-auto">{shortcuts.hint ? <KeyHint of={shortcuts.hint} /> : null}</span>
      </button>
      <button type="button" className="staff-user" popoverTarget="staff-account">
        {avatar}
        <span className="unfolded-text min-w-0 text-start leading-tight">
          <span className="block truncate text-xs font-medium">
            <bdi>{viewer.email}</bdi>
          </span>
          <span className="block text-2xs muted">{viewer.role}</span>
        </span>
        <Icon of="Ellipsis" className="unfolded ms-auto size-3.5 muted" />
      </button>
    </>
  );
}

/** Every key that acts for this viewer and what it does, and the switch that turns them off. */
function Shortcuts({ shortcuts }: { shortcuts: StaffMenuContent["shortcuts"] }) {
  return (
    <section id="staff-shortcuts" popover="auto" className="staff-account" aria-labelledby="staff-shortcuts-title">
      <h2 id="staff-shortcuts-title" className="p-2 text-sm font-semibold">
        {shortcuts.title}
      </h2>
      <dl className="rounded-field bg-base-200 p-2">
        {shortcuts.keys.map(({ key, does }) => (
          <div key={key} className="flex h-6 items-center justify-between gap-2">
            <dt>{does}</dt>
            <dd>
              <kbd className="key-drawn">{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p className="px-2 pt-2 muted">{shortcuts.note}</p>
      <form action={setShortcutsAction} className="flex h-9 items-center px-2">
        <span id="staff-shortcuts-act">{shortcuts.act}</span>
        <fieldset className="staff-switch" aria-labelledby="staff-shortcuts-act">
          {shortcuts.switch.map(({ choice, text, chosen }) => (
            <button key={choice} type="submit" name="shortcuts" value={choice} aria-pressed={chosen}>
              {text}
            </button>
          ))}
        </fieldset>
      </form>
    </section>
  );
}

function Account({ content: { words, viewer, themes: choices }, children: avatar }: PartProps) {
  return (
    <section id="staff-account" popover="auto" className="staff-account" aria-label={words.account}>
      <div className="flex items-center gap-2.5 p-2">
        {avatar}
        <span className="min-w-0 truncate text-sm font-medium">
          <bdi>{viewer.email}</bdi>
        </span>
      </div>
      <div className="rounded-field bg-base-200 p-2">
        <p className="flex items-center gap-1.5 font-medium">
          <Icon of="ShieldCheck" className="size-3.5" />
          {viewer.role}
        </p>
        <p className="mt-0.5 muted">{viewer.rights}</p>
      </div>
      <form action={setThemeAction} className="flex h-9 items-center px-2">
        {words.appearance}
        <span className="staff-switch">
          {choices.map(({ choice, text, chosen }) => (
            <button key={choice} type="submit" name="theme" value={choice} aria-label={text} aria-pressed={chosen}>
              <Icon of={themes[choice]} className="size-3.5" />
            </button>
          ))}
        </span>
      </form>
      <form action={signOutAction} className="border-t border-base-300 pt-1">
        <button type="submit" className="staff-menu-item">
          <Icon of="LogOut" className="size-3.5" />
          {words.signOut}
        </button>
      </form>
    </section>
  );
}
