import "server-only";
import { cache } from "react";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getMyVerification } from "@/lib/verification/data";
import type { MyVerification } from "@/lib/verification/schema";

/** One's own verification. */
export const loadMyVerification: (viewer: Viewer) => Promise<MyVerification> = cache(getMyVerification);
