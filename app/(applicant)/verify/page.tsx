import type { Metadata } from "next";
import { requireViewer } from "@/lib/auth/viewer";
import { now } from "@/lib/time";
import { loadMyVerification } from "@/lib/verification/loaders";
import { chooseScreen, readVerifyQuery, type SearchParams } from "./screen";
import { screenTitle } from "./screen-title";
import { VerifyScreen } from "./verify-screen";

type Props = { searchParams: SearchParams };

/** The tab says what the page says. */
export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const [viewer, params] = await Promise.all([requireViewer(), searchParams]);
  const screen = chooseScreen(await loadMyVerification(viewer), readVerifyQuery(params));
  return { title: await screenTitle(screen) };
}

/** The applicant's one page: prepare, choose, start, wait, and know what to do next. */
export default async function VerifyPage({ searchParams }: Props) {
  const viewer = await requireViewer();
  const query = readVerifyQuery(await searchParams);
  const present = now();

  const mine = await loadMyVerification(viewer);
  const screen = chooseScreen(mine, query);

  return (
    <VerifyScreen
      screen={screen}
      mine={mine}
      present={present}
      following={{ live: screen.kind === "checking", since: present.getTime(), version: mine.version }}
      refused={query.refused}
      acted={query.ended ?? ""}
    />
  );
}
