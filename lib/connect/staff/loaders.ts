import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getAccountDetail } from "@/lib/connect/staff/account";
import { getBoardPage } from "@/lib/connect/staff/board";
import { getChosenAccounts } from "@/lib/connect/staff/chosen";
import type { AccountDetail, BoardFilter, BoardPage, ChosenAccount } from "@/lib/connect/staff/schema";

/** A page of the board of accounts; for a role that may not, the page does not exist. */
export const loadBoard = async (viewer: Viewer, filter: BoardFilter): Promise<BoardPage> =>
  (await getBoardPage(viewer, filter)) ?? notFound();

/** The accounts that are chosen to be written to; null for too many, and for a role that may not. */
export const loadChosenAccounts = (viewer: Viewer, ids: readonly string[]): Promise<ChosenAccount[] | null> =>
  getChosenAccounts(viewer, ids);

/** One account for its page; null when it is not there or not for this viewer. */
export const loadAccountDetail: (viewer: Viewer, id: string) => Promise<AccountDetail | null> = cache(getAccountDetail);
