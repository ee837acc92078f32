import type { Emulator } from "../emulator.ts";
import type { FileRecord } from "../records/file.ts";
import { linkablePurposes } from "./purposes.ts";

/** Keeps the bytes of an uploaded file. */
export function keepContents({ database }: Emulator, file: FileRecord, bytes: Buffer): void {
  database.run("insert into file_content (file, content) values (?, ?)", file.id, bytes);
}

/** The bytes of an uploaded file; null if it was not uploaded, or is not kept any more. */
export function uploadedContents({ database, clock }: Emulator, file: FileRecord): Buffer | null {
  if (file.expires_at !== null && file.expires_at <= clock.now()) return null;

  const row = database.get<{ content: Uint8Array }>("select content from file_content where file = ?", file.id);
  return row ? Buffer.from(row.content) : null;
}

/** True if an API key opens the contents. */
export function isDownloadable(file: FileRecord): boolean {
  return file.internal.verificationSession === null && linkablePurposes.includes(file.purpose);
}
