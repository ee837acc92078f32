import type { Clock } from "../clock/clock.ts";
import type { Shape, Wire } from "../http/expand.ts";
import type { FileRecord } from "../records/file.ts";
import type { FileLinkRecord } from "../records/file-link.ts";
import type { Objects } from "../store/objects.ts";
import { isDownloadable } from "./contents.ts";

/** What it takes to show files and links. */
export type FileWireContext = { objects: Objects; clock: Clock };

/** Stripe API, FileLink: what `expand` reveals. */
export const fileLinkShape: Shape = { file: { reference: "file" } };

/** The file with its links. `url` is null where the contents are reached by a link only, or not at all. */
export function fileToWire(context: FileWireContext, file: FileRecord, origin: string): Wire {
  const { internal: _, ...shown } = file;
  const links = context.objects.where("file_link", "file", file.id).reverse();
  return {
    ...shown,
    url: isDownloadable(file) ? `${origin}/v1/files/${file.id}/contents` : null,
    links: {
      object: "list",
      data: links.slice(0, 10).map((link) => fileLinkToWire(context, link, origin)),
      has_more: links.length > 10,
      url: `/v1/file_links?file=${file.id}`,
    },
  };
}

/** The link; `expired` as of now. */
export function fileLinkToWire(context: { clock: Clock }, link: FileLinkRecord, origin: string): Wire {
  const { internal, ...shown } = link;
  return { ...shown, expired: isExpired(context, link), url: `${origin}/links/${internal.token}` };
}

/** True once the link no longer opens. */
export function isExpired({ clock }: { clock: Clock }, link: FileLinkRecord): boolean {
  return link.internal.deadAtMs !== null && clock.nowMs() >= link.internal.deadAtMs;
}
