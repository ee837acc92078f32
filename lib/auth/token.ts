import { createHash } from "node:crypto";

/** How a session token lies in the database: whoever reads the table cannot sign in with it. */
export const hashSessionToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** How a mailed link's token lies in the database; the same as next-auth 4 makes it (core/lib/utils, hashToken). */
export const hashLinkToken = (token: string, secret: string): string =>
  createHash("sha256").update(`${token}${secret}`).digest("hex");
