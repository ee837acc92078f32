"use client";

import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import { Logo } from "@/app/_ui/logo";
import { signOutAction } from "@/app/actions";
import { TabTitle } from "@/app/tab-title";
import { brand } from "@/lib/brand";

const widths = { narrow: "sm:max-w-[27.5rem]", normal: "sm:max-w-[40rem]", wide: "sm:max-w-[62rem]" };

/**
 * Floor, the company's name as the way home, one column. `tab`: the tab's title. `menu`: the words of what stands at the end of
 * the head for the signed-in; null for the signed-out. Drawn by the browser's script as well, so that a page sends its markup once
 * and not twice (docs/decisions/0037).
 */
export function ApplicantFrame({
  tab,
  menu,
  width,
  children,
}: {
  tab: string;
  menu: { label: string; selling: string; signOut: string } | null;
  width: keyof typeof widths;
  children: ReactNode;
}) {
  return (
    <div className="applicant">
      <TabTitle>{tab}</TabTitle>
      <div className="floor" aria-hidden="true" />
      <header className="relative flex h-14 items-center justify-between ps-5 pe-2 sm:h-18 sm:px-10">
        <a href="/" className="flex min-h-11 items-center gap-2.5 font-semibold text-lead tracking-tight">
          <Logo />
          <bdi>{brand.company}</bdi>
        </a>
        {menu && (
          <nav className="flex items-center" aria-label={menu.label}>
            <a
              href="/connect"
              className="flex min-h-11 min-w-11 items-center justify-center gap-1.5 px-3 font-medium text-small hover:underline"
            >
              <Icon of="Store" className="muted size-5" />
              <span className="max-sm:sr-only">{menu.selling}</span>
            </a>
            <form action={signOutAction}>
              <button
                type="submit"
                className="flex min-h-11 cursor-pointer items-center gap-1.5 px-3 font-medium text-small hover:underline"
              >
                <Icon of="LogOut" className="muted size-5 rtl:-scale-x-100" />
                {menu.signOut}
              </button>
            </form>
          </nav>
        )}
      </header>
      <main
        className={`relative flex w-full flex-1 flex-col sm:mx-auto sm:flex-none sm:pt-4 sm:pb-10 ${widths[width]}`}
      >
        {children}
      </main>
    </div>
  );
}
