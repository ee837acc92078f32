import type { Metadata } from "./common.ts";

export type FileLinkRecord = {
  id: string;
  object: "file_link";
  created: number;
  expires_at: number | null;
  file: string;
  livemode: false;
  metadata: Metadata;
  internal: {
    token: string;
    /** The link is dead from here on, milliseconds of the emulator's clock. */
    deadAtMs: number | null;
  };
};
