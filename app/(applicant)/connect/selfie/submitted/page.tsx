import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { SelfieWaiting } from "@/app/(applicant)/connect/selfie/selfie-waiting";
import { toArrival } from "@/app/(applicant)/verify/submitted/arrival";
import { requireViewer } from "@/lib/auth/viewer";
import { loadMyAccount } from "@/lib/connect/loaders";
import { checkMySelfie } from "@/lib/connect/selfie";
import { now } from "@/lib/time";

/** Where Stripe sends a seller back to after a selfie. Believes nothing in the address; follows what is true until it is settled. */
export default async function SelfieSubmittedPage({ searchParams }: { searchParams: SearchParams }) {
  const [viewer, { since }] = await Promise.all([requireViewer(), searchParams]);
  const arrivedAt = toArrival(typeof since === "string" ? since : null, now());
  const { state, version } = await checkMySelfie(viewer, { arrivedAt });
  if (state === "proven") redirect("/connect?done=selfie");
  if (state === "open") redirect("/connect/selfie");

  const [t, account] = await Promise.all([getTranslations("applicant.connect.selfie"), loadMyAccount(viewer)]);
  return (
    <ConnectSheet tab={t("waiting")} account={account} params={{}}>
      <SelfieWaiting home="/connect/selfie" from={arrivedAt.getTime()} version={version} text={t("waitingText")} />
    </ConnectSheet>
  );
}
