import type { Permission } from "@/lib/auth/permissions";
import { type Viewer, viewerOfToken } from "@/lib/auth/viewer-of-token";
import { databasePool } from "@/lib/db/client";
import { type Role, signInPerson } from "../people.ts";

/**
 * Somebody new who is signed in; the viewer is minted by the very code that reads the cookie. Its type permits everything,
 * whatever the role, so that tests can put to a mutation those for whom no action would call it.
 */
export async function signInSomebody(role: Role = "applicant"): Promise<Viewer<Permission>> {
  const { token } = await signInPerson(databasePool(), role);
  const viewer = await viewerOfToken(token);
  if (!viewer) throw new Error("a person who was just signed in is not");
  return viewer as Viewer<Permission>;
}
