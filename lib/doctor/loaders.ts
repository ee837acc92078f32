import "server-only";
import { notFound } from "next/navigation";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { databasePool } from "@/lib/db/client";
import type { Words } from "@/lib/doctor/check";
import { type Report, runChecks } from "@/lib/doctor/checks";
import { env } from "@/lib/env";

/** The checks of the doctor, of this very process; for a role that may not, the page does not exist. */
export async function loadHealth(viewer: Viewer, words: Words): Promise<Report> {
  if (!may(viewer.role, "health.read")) notFound();
  return runChecks({ env: env(), database: databasePool(), words });
}
