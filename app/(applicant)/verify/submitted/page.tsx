import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { cache } from "react";
import { chooseScreen, readVerifyQuery, type Screen, type SearchParams } from "@/app/(applicant)/verify/screen";
import { screenTitle } from "@/app/(applicant)/verify/screen-title";
import { VerifyScreen } from "@/app/(applicant)/verify/verify-screen";
import { requireViewer } from "@/lib/auth/viewer";
import { now } from "@/lib/time";
import { loadMyVerification } from "@/lib/verification/loaders";
import { checkMyStatus } from "@/lib/verification/mutations";
import { toArrival } from "./arrival";

type Props = { searchParams: SearchParams };

/** What is true for the one who came back; read once for page and tab. */
const read = cache(async (since: string | null) => {
  const viewer = await requireViewer();
  const present = now();
  const arrivedAt = toArrival(since, present);
  const { status, settled } = await checkMyStatus(viewer, { arrivedAt });
  if (status === "not_started") redirect("/verify");

  const mine = await loadMyVerification(viewer);
  const screen: Screen = settled ? chooseScreen(mine, readVerifyQuery({})) : { kind: "checking" };
  return { present, arrivedAt, settled, mine, screen };
});

const readFor = async (searchParams: SearchParams) => {
  const { since } = await searchParams;
  return read(typeof since === "string" ? since : null);
};

/** The tab says what the page says. */
export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { screen } = await readFor(searchParams);
  return { title: await screenTitle(screen) };
}

/** Where Stripe sends people back to. Believes nothing in the address: shows what is true, and follows it until settled. */
export default async function SubmittedPage({ searchParams }: Props) {
  const { present, arrivedAt, settled, mine, screen } = await readFor(searchParams);

  return (
    <VerifyScreen
      screen={screen}
      mine={mine}
      present={present}
      following={{ live: !settled, since: arrivedAt.getTime(), version: mine.version }}
      acted="submitted"
    />
  );
}
