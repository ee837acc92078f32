import type { Metadata } from "next";
import { now } from "@/lib/time";
import { requireMyVerification } from "@/lib/verification/loaders";
import { chooseScreen, readVerifyQuery, type SearchParams } from "./screen";
import { screenTitle } from "./screen-title";
import { VerifyScreen } from "./verify-screen";

type Props = { searchParams: SearchParams };

/** The tab says what the page says. */
export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const [mine, params] = await Promise.all([requireMyVerification(), searchParams]);
  const screen = chooseScreen(mine, readVerifyQuery(params));
  return { title: await screenTitle(screen) };
}

/** The applicant's one page: prepare, choose, start, wait, and know what to do next. */
export default async function VerifyPage({ searchParams }: Props) {
  const [mine, params] = await Promise.all([requireMyVerification(), searchParams]);
  const query = readVerifyQuery(params);
  const present = now();
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
