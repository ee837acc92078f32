import { now } from "@/lib/time";
import { requireMyVerification } from "@/lib/verification/loaders";
import { chooseRefusal, chooseScreen, readVerifyQuery, type SearchParams } from "./screen";
import { VerifyScreen } from "./verify-screen";

/** The applicant's one page: prepare, choose, start, wait, and know what to do next. */
export default async function VerifyPage({ searchParams }: { searchParams: SearchParams }) {
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
      refused={chooseRefusal(mine, query)}
      acted={query.ended ?? ""}
    />
  );
}
