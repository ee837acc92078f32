import { redirect } from "next/navigation";
import { chooseScreen, readVerifyQuery, type SearchParams } from "@/app/(applicant)/verify/screen";
import { VerifyScreen } from "@/app/(applicant)/verify/verify-screen";
import { requireViewer } from "@/lib/auth/viewer";
import { now } from "@/lib/time";
import { loadMyVerification } from "@/lib/verification/loaders";
import { checkMyStatus } from "@/lib/verification/own-status";
import { toArrival } from "./arrival";

/** Where Stripe sends people back to. Believes nothing in the address: shows what is true, and follows it until settled. */
export default async function SubmittedPage({ searchParams }: { searchParams: SearchParams }) {
  const [viewer, { since }] = await Promise.all([requireViewer(), searchParams]);
  const present = now();
  const arrivedAt = toArrival(typeof since === "string" ? since : null, present);
  const { status, settled, version } = await checkMyStatus(viewer, { arrivedAt });
  if (status === "not_started") redirect("/verify");

  const mine = await loadMyVerification(viewer);
  return (
    <VerifyScreen
      screen={settled ? chooseScreen(mine, readVerifyQuery({})) : { kind: "checking" }}
      mine={mine}
      present={present}
      // Of what was judged, not of what was read after it: a result that came between the two is news, and not a dead end.
      following={{ live: !settled, since: arrivedAt.getTime(), version }}
      acted="submitted"
    />
  );
}
