import type { Clock } from "../clock/clock.ts";
import type { FileRecord } from "../records/file.ts";
import type { Database } from "../store/database.ts";
import { linkablePurposes } from "./purposes.ts";

/** What it takes to read contents. */
export type ContentsContext = { database: Database; clock: Clock };

/** Keeps the bytes of an uploaded file. */
export function keepContents(database: Database, file: FileRecord, bytes: Buffer): void {
  database.run("insert into file_content (file, content) values (?, ?)", file.id, bytes);
}

/** The bytes of an uploaded file; null if it was not uploaded, or is not kept any more. */
export function uploadedContents({ database, clock }: ContentsContext, file: FileRecord): Buffer | null {
  if (file.expires_at !== null && file.expires_at <= clock.now()) return null;

  const row = database.get<{ content: Uint8Array }>("select content from file_content where file = ?", file.id);
  return row ? Buffer.from(row.content) : null;
}

/** True if an API key opens the contents. */
export function isDownloadable(file: FileRecord): boolean {
  return file.internal.verificationSession === null && linkablePurposes.includes(file.purpose);
}
