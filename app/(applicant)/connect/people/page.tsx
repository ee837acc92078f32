import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Board } from "@/app/(applicant)/connect/board/board";
import { ConnectSheet, type SearchParams } from "@/app/(applicant)/connect/connect-page";
import { leaveForEmbedded } from "@/app/(applicant)/connect/embedded/instead-of-forms";
import { requireViewer } from "@/lib/auth/viewer";
import { loadInvitations, loadMyAccount, loadPersonSelfies } from "@/lib/connect/loaders";
import { mayChangePeople } from "@/lib/connect/rules";

/** The people of a company that sells. */
export default async function PeoplePage({ searchParams }: { searchParams: SearchParams }) {
  const [viewer, params] = await Promise.all([requireViewer(), searchParams]);
  leaveForEmbedded();
  const account = await loadMyAccount(viewer);
  const allowed = mayChangePeople(account);
  if (!account || !allowed.ok) redirect(`/connect?refused=${allowed.ok ? "not_started" : allowed.why}`);

  const [invitations, selfies, t] = await Promise.all([
    loadInvitations(viewer),
    loadPersonSelfies(viewer),
    getTranslations("applicant.connect"),
  ]);
  return (
    <ConnectSheet tab={t("people.title")} account={account} params={params}>
      <Board account={account} invitations={invitations} selfies={selfies} />
    </ConnectSheet>
  );
}
