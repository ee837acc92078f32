import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { SearchParams } from "@/app/(applicant)/connect/connect-page";
import { SelfieWaiting } from "@/app/(applicant)/connect/selfie/selfie-waiting";
import { InvitedSheet } from "@/app/(applicant)/invited/invited-sheet";
import { toArrival } from "@/app/(applicant)/verify/submitted/arrival";
import { requireInvited } from "@/lib/auth/invited";
import { loadInvitedAccount } from "@/lib/connect/loaders";
import { checkPersonSelfie } from "@/lib/connect/person-selfie";
import { now } from "@/lib/time";

/** Where Stripe sends somebody invited back to. Believes nothing in the address; follows what is true until it is settled. */
export default async function InvitedSelfieSubmittedPage({ searchParams }: { searchParams: SearchParams }) {
  const [invited, { since }, t, words] = await Promise.all([
    requireInvited(),
    searchParams,
    getTranslations("applicant.invited.selfie"),
    getTranslations("applicant.connect.selfie"),
  ]);
  const arrivedAt = toArrival(typeof since === "string" ? since : null, now());
  const { state, version } = await checkPersonSelfie(invited, { arrivedAt });
  if (state === "proven") redirect("/invited/tasks?done=selfie");
  if (state === "open") redirect("/invited/selfie");

  const account = await loadInvitedAccount(invited);
  if (!account) redirect("/invited");
  return (
    <InvitedSheet tab={words("waiting")} account={account} back params={{}}>
      <SelfieWaiting home="/invited/selfie" from={arrivedAt.getTime()} version={version} text={t("waitingText")} />
    </InvitedSheet>
  );
}
