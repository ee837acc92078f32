import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getAccountDetail } from "@/lib/connect/staff/account";
import { getBoardPage } from "@/lib/connect/staff/board";
import type { AccountDetail, BoardFilter, BoardPage } from "@/lib/connect/staff/schema";

/** A page of the board of accounts; for a role that may not, the page does not exist. */
export const loadBoard = async (viewer: Viewer, filter: BoardFilter): Promise<BoardPage> =>
  (await getBoardPage(viewer, filter)) ?? notFound();

/** One account for its page; null when it is not there or not for this viewer. */
export const loadAccountDetail: (viewer: Viewer, id: string) => Promise<AccountDetail | null> = cache(getAccountDetail);
