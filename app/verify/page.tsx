import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireViewer } from "@/lib/auth/viewer";
import { now } from "@/lib/time";
import { loadMyVerification } from "@/lib/verification/loaders";
import { checkMyStatus } from "@/lib/verification/mutations";
import { chooseScreen, readVerifyQuery, type SearchParams } from "./screen";
import { VerifyScreen } from "./verify-screen";

/** The tab says what the page is for; the status stands in the page. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applicant.prepare");
  return { title: t("title") };
}

/** The applicant's one page: prepare, choose, start, wait, and know what to do next. */
export default async function VerifyPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer();
  const query = readVerifyQuery(await searchParams);
  const present = now();

  const mine = await loadMyVerification(viewer);
  const screen = chooseScreen(mine, query);
  const waiting = screen.kind === "checking" ? await checkMyStatus(viewer, { arrivedAt: present }) : null;

  return (
    <VerifyScreen
      screen={screen}
      mine={mine}
      present={present}
      following={{ live: waiting !== null, since: present.getTime(), version: waiting?.version ?? "" }}
      refused={query.refused}
      acted={query.ended ?? ""}
    />
  );
}
