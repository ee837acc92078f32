import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { Actions, Title } from "@/app/_ui/sheet";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { isEmbedded, onboardingPath } from "@/app/(applicant)/connect/embedded/instead-of-forms";
import { Onboarding } from "@/app/(applicant)/connect/embedded/onboarding";
import { HostedForm } from "@/app/(applicant)/connect/hosted/hosted-form";
import { refusalTexts } from "@/app/(applicant)/connect/refusals";
import { requireViewer } from "@/lib/auth/viewer";
import { loadMyAccount } from "@/lib/connect/loaders";
import { mayAnswer } from "@/lib/connect/rules";
import { env } from "@/lib/env";

/** Why no session may be opened. */
const codes = ["not_started", "closed", "not_answerable", "too_often"] as const;
const stripes = ["stripe_unavailable", "stripe_busy", "stripe_refused"] as const;

/** Stripe's embedded onboarding in the place of our forms; its own page is the way out of whatever keeps it from showing. */
export default async function OnboardingPage({ searchParams }: { searchParams: SearchParams }) {
  const [viewer, params] = await Promise.all([requireViewer(), searchParams]);
  const account = await loadMyAccount(viewer);
  const allowed = mayAnswer(account);
  if (!account?.stripeId || !isEmbedded()) redirect("/connect");
  if (!allowed.ok) redirect(`/connect?refused=${allowed.why}`);

  const [t, words, locale] = await Promise.all([
    getTranslations("applicant.connect.embedded"),
    getTranslations("applicant.connect"),
    getLocale(),
  ]);
  const { publishableKey, apiBase } = env().stripe;
  const refused = Object.fromEntries([...codes, ...stripes].map((code) => [code, refusalTexts(words, code)]));

  return (
    <ConnectSheet tab={t("title")} account={account} params={params}>
      <Title lead={t("lead")}>{t("title")}</Title>
      <noscript>
        <div className="mt-6">
          <Notice icon={<Icon of="Info" className="size-6" />} title={t("noScript.title")}>
            {t("noScript.text")}
          </Notice>
        </div>
      </noscript>
      <Onboarding
        {...{ publishableKey, emulator: apiBase, locale }}
        texts={{
          opening: t("opening"),
          blocked: { title: t("blocked.title"), text: t("blocked.text") },
          failed: { title: t("failed.title"), text: t("failed.text") },
          refused,
        }}
      />
      <Actions>
        <p className="muted text-center text-small">{t("instead")}</p>
        <HostedForm back={onboardingPath} look="second" />
      </Actions>
    </ConnectSheet>
  );
}
