import "server-only";
import { cache } from "react";
import { requireViewerWith } from "@/lib/auth/viewer";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getMyVerification, toMyVerification } from "@/lib/verification/data";
import { type OwnLine, ownParts, toOwnRow } from "@/lib/verification/own-verification";
import type { MyVerification } from "@/lib/verification/schema";

/** One's own verification. */
export const loadMyVerification: (viewer: Viewer) => Promise<MyVerification> = cache(getMyVerification);

/** One's own verification where nothing else is asked of the viewer: one statement for both. The signed-out go to sign-in. */
export async function requireMyVerification(): Promise<MyVerification> {
  const { viewer, row } = await requireViewerWith<OwnLine>(ownParts());
  return toMyVerification(viewer, toOwnRow(row));
}
