import type { SessionOptions } from "./verification-session.ts";

export type VerificationFlowRecord = {
  id: string;
  /** The static link works. */
  active: boolean;
  created: number;
  options: SessionOptions;
  return_url: string | null;
  /** The unguessable end of the flow's static link. */
  token: string;
};
