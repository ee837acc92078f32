import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ApplicantFrame } from "./applicant-frame";

/** A page for applicants in its frame, with what its tab says; the signed-in find the way out at the end of the head. */
export function ApplicantPage({
  tab,
  signedIn,
  width = "normal",
  children,
}: {
  tab: string;
  signedIn: boolean;
  width?: "narrow" | "normal" | "wide";
  children: ReactNode;
}) {
  const t = useTranslations("applicant");

  return (
    <ApplicantFrame
      tab={tab}
      menu={signedIn ? { label: t("menu"), selling: t("connect.menu"), signOut: t("signOut") } : null}
      width={width}
    >
      {children}
    </ApplicantFrame>
  );
}
