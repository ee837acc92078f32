import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { chooseScreen, readVerifyQuery, type SearchParams } from "@/app/verify/screen";
import { VerifyScreen } from "@/app/verify/verify-screen";
import { inRequest } from "@/lib/auth/in-request";
import { requireViewer } from "@/lib/auth/viewer";
import { now } from "@/lib/time";
import { loadMyVerification } from "@/lib/verification/loaders";
import { checkMyStatus } from "@/lib/verification/mutations";
import { toArrival } from "./arrival";

/** The same words in the tab as while checking. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.checking");
  return { title: t("title") };
}

/** Where Stripe sends people back to. Believes nothing in the address: shows what is true, and follows it until settled. */
export default async function SubmittedPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer();
  const { since } = await searchParams;
  const present = now();
  const arrivedAt = toArrival(typeof since === "string" ? since : null, present);

  const { status, settled, version } = await inRequest(() => checkMyStatus(viewer, { arrivedAt }));
  if (status === "not_started") redirect("/verify");
  const mine = await loadMyVerification(viewer);

  return (
    <VerifyScreen
      screen={settled ? chooseScreen(mine, readVerifyQuery({})) : { kind: "checking" }}
      mine={mine}
      present={present}
      following={{ live: !settled, since: arrivedAt.getTime(), version }}
      acted="submitted"
    />
  );
}
