import type { Metadata } from "./common.ts";

export type WebhookEndpointRecord = {
  id: string;
  object: "webhook_endpoint";
  api_version: string | null;
  application: string | null;
  created: number;
  description: string | null;
  enabled_events: string[];
  livemode: false;
  metadata: Metadata;
  status: "enabled" | "disabled";
  url: string;
  internal: {
    /** Signing secrets, newest first. */
    secrets: string[];
    /** When all but the newest cease to sign, Unix seconds of the emulator's clock. */
    oldSecretsUntil?: number;
    connect: boolean;
    /** Made from the start options, not through the API. */
    configured: boolean;
  };
};
