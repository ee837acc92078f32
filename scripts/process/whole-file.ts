import { renameSync, writeFileSync } from "node:fs";

/**
 * Writes a file that only its owner may read. Whoever reads it finds the text before or this one, each whole, whatever
 * stopped the process or the machine meanwhile.
 */
export function writeWholeFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
