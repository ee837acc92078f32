import { getTranslations } from "next-intl/server";
import type { ButtonLook } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { SubmitButton } from "@/app/_ui/submit-button";
import { openHostedPageAction } from "@/app/(applicant)/connect/actions";

/** The press that makes the address of Stripe's own page and goes there. `back`: where to say that there is none. */
export async function HostedForm({
  kind = "onboarding",
  back,
  label,
  look = "primary",
}: {
  kind?: "onboarding" | "update";
  back: string;
  label?: string;
  look?: ButtonLook;
}) {
  const t = await getTranslations("applicant.connect");
  return (
    <form action={openHostedPageAction} className="flex flex-col">
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="back" value={back} />
      <SubmitButton look={look}>
        {label ?? t("hosted.open")}
        <Icon of="ArrowUpRight" className="size-5 rtl:-scale-x-100" />
      </SubmitButton>
    </form>
  );
}
