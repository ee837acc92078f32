import type { Answer } from "../http/reply.ts";
import { drawPicture } from "../pictures/draw.ts";
import type { FileRecord } from "../records/file.ts";
import { mediaTypeOf } from "./content-type.ts";
import { type ContentsContext, uploadedContents } from "./contents.ts";
import { type FileWireContext, isExpired } from "./wire.ts";

/** `/links/<token>`: the file itself, a picture of Identity's drawn now, for a browser of any origin; 404 once expired or redacted. */
export async function answerLink(context: ContentsContext & FileWireContext, token: string): Promise<Answer> {
  const found = context.objects.findBy("file_link", "internal.token", token);
  const isOpen = found !== null && !isExpired(context, found.record);
  const file = isOpen ? context.objects.get("file", found.account, found.record.file) : null;
  const body = file && (await contentsOf(context, file));
  if (!body) {
    return {
      status: 404,
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
      body: "This link does not exist, has expired, or its file was redacted.",
    };
  }
  return {
    status: 200,
    headers: {
      "content-type": mediaTypeOf(file.type),
      "cache-control": "no-store",
      "cross-origin-resource-policy": "cross-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
    body,
  };
}

async function contentsOf(context: ContentsContext, file: FileRecord): Promise<Buffer | null> {
  const { drawing } = file.internal;
  return drawing ? drawPicture(drawing) : uploadedContents(context, file);
}
