import { getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Sheet, Title } from "@/app/_ui/sheet";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { toCallbackPath } from "@/lib/auth/callback-path";
import { optionalViewer } from "@/lib/auth/viewer";
import { env } from "@/lib/env";
import { DemoAccounts } from "./demo-accounts";
import { OidcButton } from "./oidc-button";
import { SignInForm } from "./sign-in-form";

const textOf = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

/** One field, one button. `?error=` is next-auth's word for why a sign-in failed; `?callbackUrl=` where to go after it. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [viewer, t, { error, callbackUrl }] = await Promise.all([
    optionalViewer(),
    getTranslations("applicant.signIn"),
    searchParams,
  ]);
  const { appUrl, demoMailUrl, oidc } = env();

  const callbackPath = toCallbackPath(textOf(callbackUrl), appUrl);
  const reason = error === "Verification" || error === "AccessDenied" ? error : "other";

  return (
    <ApplicantPage tab={t("title")} signedIn={viewer !== null} width="narrow">
      <Sheet fill={false}>
        {error !== undefined && (
          <div className="mb-5">
            <Notice
              tone="warning"
              icon={<Icon of="CircleAlert" className="size-6" />}
              title={t(`error.${reason}.title`)}
            >
              {t(`error.${reason}.text`)}
            </Notice>
          </div>
        )}
        <Title lead={t("lead")}>{t("title")}</Title>
        <SignInForm
          callbackPath={callbackPath}
          texts={{ email: t("email"), send: t("send") }}
          failures={{
            invalid_email: t("failure.invalid_email"),
            too_many: t("failure.too_many"),
            mail_unavailable: t("failure.mail_unavailable"),
          }}
        />
        {oidc && (
          <OidcButton
            callbackPath={callbackPath}
            texts={{ label: t("oidc", { provider: oidc.name }), failed: t("oidcFailed") }}
          />
        )}
      </Sheet>
      {demoMailUrl && <DemoAccounts mailUrl={demoMailUrl} callbackPath={callbackPath} />}
    </ApplicantPage>
  );
}
