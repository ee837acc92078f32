import { randomBytes, randomUUID } from "node:crypto";
import { hashSessionToken } from "@/lib/auth/token";
import { type Viewer, viewerOfToken } from "@/lib/auth/viewer-of-token";
import { db } from "@/lib/db/client";
import type { Role } from "@/prisma/generated/enums";

/** Somebody new who is signed in; the viewer is minted by the very code that reads the cookie. For database tests. */
export async function signInSomebody(role: Role = "applicant"): Promise<Viewer> {
  const user = await db.user.create({ data: { email: `${randomUUID()}@demo.test`, role } });
  const token = randomBytes(32).toString("hex");
  await db.session.create({
    data: { userId: user.id, sessionToken: hashSessionToken(token), expires: new Date(Date.now() + 3_600_000) },
  });
  const viewer = await viewerOfToken(token);
  if (!viewer) throw new Error("a person who was just signed in is not");
  return viewer;
}
