import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ButtonLink } from "@/app/_ui/button";
import { startAction, startByFormAction } from "@/app/(applicant)/verify/actions";
import { env } from "@/lib/env";
import { mayStart } from "@/lib/verification/rules";
import type { MyVerification } from "@/lib/verification/schema";
import { VerifyButton } from "./verify-button";

/**
 * Starts the check; where the consent is still missing and this is not the place to give it, leads there first. Nothing
 * where a start would be refused.
 */
export function StartButton({
  mine,
  agree = false,
  label,
  children,
}: {
  mine: MyVerification;
  agree?: boolean;
  label?: string;
  children?: ReactNode;
}) {
  const t = useTranslations("applicant.start");
  const text = label ?? t("now");
  const allowed = mayStart(agree ? { ...mine, consent: "agreed" } : mine);
  if (!allowed.ok) {
    return allowed.why === "consent_missing" ? <ButtonLink href="/verify?step=consent">{text}</ButtonLink> : null;
  }

  const { publishableKey, apiBase } = env().stripe;
  return (
    <VerifyButton
      start={startAction}
      startByForm={startByFormAction}
      home="/verify"
      label={text}
      hostedLabel={t("hosted")}
      agree={agree}
      publishableKey={publishableKey}
      emulator={apiBase}
    >
      {children}
    </VerifyButton>
  );
}
