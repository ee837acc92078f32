import { type Viewer, viewerOfToken } from "@/lib/auth/viewer-of-token";
import { databasePool } from "@/lib/db/client";
import { type Role, signInPerson } from "../people.ts";

/** Somebody new who is signed in; the viewer is minted by the very code that reads the cookie. */
export async function signInSomebody(role: Role = "applicant"): Promise<Viewer> {
  const { token } = await signInPerson(databasePool(), role);
  const viewer = await viewerOfToken(token);
  if (!viewer) throw new Error("a person who was just signed in is not");
  return viewer;
}
