import type { Emulator } from "../emulator.ts";
import type { Shape, Wire } from "../http/expand.ts";
import type { FileRecord } from "../records/file.ts";
import type { FileLinkRecord } from "../records/file-link.ts";
import { isDownloadable } from "./contents.ts";

/** Stripe API, FileLink: what `expand` reveals. */
export const fileLinkShape: Shape = { file: { reference: "file" } };

/** The file with its links. `url` is null where the contents are reached by a link only, or not at all. */
export function fileToWire(emulator: Emulator, file: FileRecord, origin: string): Wire {
  const { internal: _, ...shown } = file;
  const links = emulator.objects.where("file_link", "file", file.id).reverse();
  return {
    ...shown,
    url: isDownloadable(file) ? `${origin}/v1/files/${file.id}/contents` : null,
    links: {
      object: "list",
      data: links.slice(0, 10).map((link) => fileLinkToWire(emulator, link, origin)),
      has_more: links.length > 10,
      url: `/v1/file_links?file=${file.id}`,
    },
  };
}

/** The link; `expired` as of now. */
export function fileLinkToWire(emulator: Emulator, link: FileLinkRecord, origin: string): Wire {
  const { internal, ...shown } = link;
  return { ...shown, expired: isExpired(emulator, link), url: `${origin}/links/${internal.token}` };
}

/** True once the link no longer opens. */
export function isExpired(emulator: Emulator, link: FileLinkRecord): boolean {
  return link.internal.deadAtMs !== null && emulator.clock.nowMs() >= link.internal.deadAtMs;
}
