import "server-only";
import { notFound } from "next/navigation";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getBoardPage } from "@/lib/connect/staff/board";
import type { BoardFilter, BoardPage } from "@/lib/connect/staff/schema";

/** A page of the board of accounts; for a role that may not, the page does not exist. */
export const loadBoard = async (viewer: Viewer, filter: BoardFilter): Promise<BoardPage> =>
  (await getBoardPage(viewer, filter)) ?? notFound();
