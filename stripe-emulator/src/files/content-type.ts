/** What the bytes of a file say it is, whatever its name; width and height in pixels where it is a picture. */
type Sniffed = { type: "png" | "jpg" | "gif" | "pdf"; width: number | null; height: number | null };

const mediaTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
};

/** The media type to send a file of this `type` with; one that a browser never runs if it is not a known one. */
export function mediaTypeOf(type: string | null): string {
  return mediaTypes[type ?? ""] ?? "application/octet-stream";
}

/** Recognizes PNG, JPEG, GIF and PDF by their first bytes; null for anything else, a broken header included. */
export function sniff(bytes: Buffer): Sniffed | null {
  if (bytes.subarray(0, 5).toString("latin1") === "%PDF-") return { type: "pdf", width: null, height: null };
  return sniffPng(bytes) ?? sniffGif(bytes) ?? sniffJpeg(bytes);
}

/** PNG specification: an eight-byte signature, then the chunk IHDR with width and height. */
function sniffPng(bytes: Buffer): Sniffed | null {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(signature)) return null;
  if (bytes.subarray(12, 16).toString("latin1") !== "IHDR") return null;
  return { type: "png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function sniffGif(bytes: Buffer): Sniffed | null {
  if (bytes.length < 10 || !/^GIF8[79]a$/.test(bytes.subarray(0, 6).toString("latin1"))) return null;
  return { type: "gif", width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** JPEG: segments from the marker SOI on; a start-of-frame segment holds height and width. */
function sniffJpeg(bytes: Buffer): Sniffed | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;

  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    // Fill bytes before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { type: "jpg", width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
