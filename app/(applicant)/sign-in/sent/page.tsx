import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions, Sheet, Title } from "@/app/_ui/sheet";
import { Stage } from "@/app/_ui/stage";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { optionalViewer } from "@/lib/auth/viewer";
import { env } from "@/lib/env";

/** Says the same to everybody: whether the address has an account cannot be learned here. */
export default async function SentPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [viewer, t, jar, { callbackUrl }] = await Promise.all([
    optionalViewer(),
    getTranslations("applicant.signIn.sent"),
    cookies(),
    searchParams,
  ]);
  const address = jar.get("sign-in-address")?.value;
  const { appUrl, demoMailUrl } = env();
  const callbackPath = toCallbackPath(typeof callbackUrl === "string" ? callbackUrl : null, appUrl);

  return (
    <ApplicantPage tab={t("title")} signedIn={viewer !== null} width="narrow">
      <Sheet>
        <Stage art="letter" tone="primary" size="tall" />
        <div className="mt-6">
          <Title
            lead={
              address
                ? t.rich("leadTo", {
                    address: () => <bdi className="break-words font-semibold text-base-content">{address}</bdi>,
                  })
                : t("lead")
            }
          >
            {t("title")}
          </Title>
        </div>
        <div className="mt-5">
          <Notice icon={<Icon of="MailSearch" className="size-6" />} title={t("spam")}>
            {t("spamText")}
          </Notice>
        </div>
        <Actions>
          {demoMailUrl && (
            <ButtonLink href={demoMailUrl}>
              {t("open")}
              <Icon of="ArrowUpRight" className="size-5 rtl:-scale-x-100" />
            </ButtonLink>
          )}
          <ButtonLink look="quiet" href={signInPath(callbackPath)}>
            {t("again")}
          </ButtonLink>
        </Actions>
      </Sheet>
    </ApplicantPage>
  );
}
