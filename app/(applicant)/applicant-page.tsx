import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Frame } from "@/app/_ui/frame";
import { Icon } from "@/app/_ui/icon";
import { signOutAction } from "@/app/actions";
import { brand } from "@/lib/brand";

/** A page for applicants in its frame; the signed-in find the way out at the end of the head. */
export function ApplicantPage({
  signedIn,
  width,
  children,
}: {
  signedIn: boolean;
  width?: "narrow" | "normal";
  children: ReactNode;
}) {
  const t = useTranslations("applicant");

  return (
    <Frame
      company={brand.company}
      {...(width && { width })}
      end={
        signedIn && (
          <form action={signOutAction}>
            <button
              type="submit"
              className="flex min-h-11 cursor-pointer items-center gap-1.5 px-3 font-medium text-small hover:underline"
            >
              <Icon of="LogOut" className="muted size-5 rtl:-scale-x-100" />
              {t("signOut")}
            </button>
          </form>
        )
      }
    >
      {children}
    </Frame>
  );
}
