import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Actions, Sheet, Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { SubmitButton } from "@/app/_ui/submit-button";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { optionalInvited } from "@/lib/auth/invited";
import { brand } from "@/lib/brand";
import { deadLinks, readInvitation } from "@/lib/connect/invitations";
import { openInvitationAction } from "./actions";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Where the link leads by which a seller asks somebody for her own data. Opening it uses nothing up; the button's POST does. */
export default async function InvitedPage({ searchParams }: Props) {
  const [{ token, link: said }, session, t] = await Promise.all([
    searchParams,
    optionalInvited(),
    getTranslations("applicant.invited"),
  ]);
  const link = typeof token === "string" ? await readInvitation(token) : null;

  if (!link?.works) {
    // Used by this browser, which still has what it opened.
    if (session) redirect("/invited/tasks");
    const why = link?.why ?? deadLinks.find((one) => one === said) ?? "ended";
    return (
      <ApplicantPage tab={t("title")} signedIn={false} width="narrow">
        <Sheet>
          <Stage art="expired" tone="warning" size="tall" />
          <div className="mt-6">
            <Title lead={t(`dead.${why}.text`)}>{t(`dead.${why}.title`)}</Title>
          </div>
        </Sheet>
      </ApplicantPage>
    );
  }

  const business = link.business ?? t("open.someBusiness");
  return (
    <ApplicantPage tab={t("title")} signedIn={false} width="narrow">
      <Sheet>
        <Stage art="opened" tone="primary" size="tall" />
        <div className="mt-6">
          <Title lead={t("open.lead", { business, company: brand.company })}>{t("open.title")}</Title>
        </div>
        <p className="mt-4">{t("open.sees", { business })}</p>
        <Actions>
          <form action={openInvitationAction} className="flex flex-col">
            <input type="hidden" name="token" value={token} />
            <SubmitButton>{t("open.press")}</SubmitButton>
          </form>
          <p className="muted text-center text-caption">{t("open.once")}</p>
        </Actions>
      </Sheet>
    </ApplicantPage>
  );
}
