import "server-only";
import { notFound } from "next/navigation";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getEndpointHealth } from "@/lib/health/endpoint";
import type { EndpointHealth } from "@/lib/health/schema";

/** How endpoint, queue and reconciler are doing. */
export const loadEndpointHealth = async (viewer: Viewer): Promise<EndpointHealth> =>
  (await getEndpointHealth(viewer)) ?? notFound();
