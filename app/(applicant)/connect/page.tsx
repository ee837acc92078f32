import { getTranslations } from "next-intl/server";
import { requireViewer } from "@/lib/auth/viewer";
import { loadMyAccount } from "@/lib/connect/loaders";
import { ConnectSheet, type SearchParams } from "./connect-page";
import { Overview } from "./overview/overview";
import { readStart } from "./start/answers";
import { Start } from "./start/start";

/** A seller's account: its start, or where it stands. */
export default async function ConnectPage({ searchParams }: { searchParams: SearchParams }) {
  const [viewer, params] = await Promise.all([requireViewer(), searchParams]);
  const account = await loadMyAccount(viewer);
  // Without Stripe's answer there is nothing to show yet, and the press may be repeated.
  if (!account?.stripeId) {
    const t = await getTranslations("applicant.connect");
    return (
      <ConnectSheet tab={t("title")} account={null} back={false} params={params}>
        <Start chosen={readStart(params)} />
      </ConnectSheet>
    );
  }
  return <Overview account={account} params={params} />;
}
