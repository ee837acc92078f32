import "server-only";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { signInPath, toCallbackPath } from "@/lib/auth/callback-path";
import { isStaff, type Permission } from "@/lib/auth/permissions";
import { sessionCookieName } from "@/lib/auth/session";
import {
  isPermitted,
  type PartsOfPerson,
  type Viewer,
  viewerOfToken,
  viewerOfTokenWith,
} from "@/lib/auth/viewer-of-token";
import { env } from "@/lib/env";
import { wantedPathHeader } from "@/lib/http/request-context";

const readToken = async () => (await cookies()).get(sessionCookieName())?.value;

const readViewer = cache(async (): Promise<Viewer | null> => {
  const token = await readToken();
  return token ? viewerOfToken(token) : null;
});

const goToSignIn = async () =>
  redirect(signInPath(toCallbackPath((await headers()).get(wantedPathHeader), env().appUrl)));

/** Who is asking, or null. Read from the database at each request: sign-out and a new role count at once. */
export const optionalViewer = (): Promise<Viewer | null> => readViewer();

/** Who is asking; sends the signed-out to the sign-in page and from there on to here. Every loader and action needs its result. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await readViewer();
  return viewer ?? goToSignIn();
}

/** The same in the statement that also reads `more` of them, as `row`: for a page that is asked for often. */
export async function requireViewerWith<Row extends object>(
  more: PartsOfPerson,
): Promise<{ viewer: Viewer; row: Row }> {
  const token = await readToken();
  const found = token ? await viewerOfTokenWith<Row>(token, more) : null;
  return found ?? goToSignIn();
}

/** A viewer with any role of the staff; for others the page does not exist. */
export async function requireStaff(): Promise<Viewer> {
  const viewer = await requireViewer();
  return isStaff(viewer.role) ? viewer : notFound();
}

/** A viewer whose role may; for others the page does not exist. */
export async function requirePermission<May extends Permission>(permission: May): Promise<Viewer<May>> {
  const viewer = await requireViewer();
  return isPermitted(viewer, permission) ? viewer : notFound();
}
