import { getTranslations } from "next-intl/server";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Disc } from "@/app/_ui/mark";
import { Actions, Sheet, Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { signInPath, startPath } from "@/lib/auth/callback-path";
import { toReadableAddress } from "@/lib/auth/email-address";
import { readLink } from "@/lib/auth/sign-in";
import { optionalViewer } from "@/lib/auth/viewer";

/** Where a mailed link leads. Opening it uses nothing up, as mail scanners open links too; the button's POST signs in. */
export default async function ConfirmPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [viewer, t, { token }] = await Promise.all([
    optionalViewer(),
    getTranslations("applicant.signIn"),
    searchParams,
  ]);
  const link = typeof token === "string" ? await readLink(token) : null;

  if (!link?.works) {
    return (
      <ApplicantPage tab={t("confirm.title")} signedIn={viewer !== null} width="narrow">
        <Sheet>
          <Stage art="expired" tone="warning" size="tall" />
          <div className="mt-6">
            <Title lead={t("error.Verification.text")}>{t("error.Verification.title")}</Title>
          </div>
          <Actions>
            <ButtonLink href={signInPath(link?.callbackPath ?? startPath)}>{t("confirm.ask")}</ButtonLink>
          </Actions>
        </Sheet>
      </ApplicantPage>
    );
  }

  return (
    <ApplicantPage tab={t("confirm.title")} signedIn={viewer !== null} width="narrow">
      <Sheet>
        <Stage art="opened" tone="primary" size="tall" />
        <div className="mt-6">
          <Title lead={t("confirm.lead")}>{t("confirm.title")}</Title>
        </div>
        <div className="mt-6 flex items-center gap-3 rounded-2xl border border-base-300 px-4 py-3.5 text-small">
          <Disc tone="primary">
            <Icon of="UserRound" className="size-5" />
          </Disc>
          <p className="min-w-0">
            <span className="muted block text-caption">{t("confirm.as")}</span>
            <bdi className="break-words font-semibold">{toReadableAddress(link.address)}</bdi>
          </p>
        </div>
        <p className="muted mt-5 text-small">
          {t("confirm.notYou")} {t("confirm.notYouText")}
        </p>
        <Actions>
          <form method="post" action="/api/auth/callback/email">
            <input type="hidden" name="token" value={token} />
            <Button type="submit">{t("confirm.press")}</Button>
          </form>
        </Actions>
      </Sheet>
    </ApplicantPage>
  );
}
