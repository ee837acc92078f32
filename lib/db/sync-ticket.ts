import "server-only";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors";

/** A number in the order of asking; an answer never overwrites one that was asked for later. */
export type SyncTicket = { number: bigint; drawnAt: Date };

/** Draws the next one. To be drawn when the calls may go: one drawn before a wait would let older answers pass as newer. */
export async function drawTicket(): Promise<SyncTicket> {
  const [row] = await db.$queryRaw<
    SyncTicket[]
  >`select nextval('sync_ticket') as number, clock_timestamp() as "drawnAt"`;
  if (!row) throw new AppError("misconfigured", "the sequence sync_ticket gave no number");
  return row;
}
