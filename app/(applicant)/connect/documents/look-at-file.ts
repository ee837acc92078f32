import { type FileFacts, fileProblem } from "@/lib/connect/requirements/documents";
import { formatOf, longestBeginning } from "@/lib/connect/requirements/file-format";

/** What of the rule of an entry decides whether a file may be sent. */
export type Rule = Pick<Parameters<typeof fileProblem>[1], "formats" | "colour">;

/** So many pixels on the longer side are looked at. */
const lookedAt = 640;

/** How far red, green and blue of a pixel lie apart where it has a colour; JPEG gives grey ones a little. */
const colourful = 12;

/** Whether hardly any pixel (less than 1 in 500) has a colour. RGBA, as a canvas gives it. */
export function isGreyscale(pixels: Uint8ClampedArray): boolean {
  let coloured = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > colourful) coloured++;
  }
  return coloured * 500 < pixels.length / 4;
}

/** The variance of the Laplacian of a picture's brightness (Pech-Pacheco et al., 2000): the smaller, the more blurred. */
export function sharpness(pixels: Uint8ClampedArray, width: number): number {
  const height = pixels.length / 4 / width;
  const grey = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    return 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
  };
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const edge = grey(x - 1, y) + grey(x + 1, y) + grey(x, y - 1) + grey(x, y + 1) - 4 * grey(x, y);
      sum += edge;
      squares += edge * edge;
      count++;
    }
  }
  return count === 0 ? Number.POSITIVE_INFINITY : squares / count - (sum / count) ** 2;
}

/** Below this a picture of a document is hard to read; a hint alone, so no harm is done where it is wrong. */
const blurredBelow = 20;

async function lookAtPicture(file: File): Promise<FileFacts["picture"]> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  const scale = Math.min(1, lookedAt / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data;
  if (!pixels) return { width, height, greyscale: false, blurred: false };
  const blurred = sharpness(pixels, canvas.width) < blurredBelow;
  return { width, height, greyscale: isGreyscale(pixels), blurred };
}

/**
 * SHA-256 in hexadecimal digits; null where the browser gives none, as over plain http, and of a file that cannot be read, of which its
 * upload says so.
 */
export async function digestOf(file: File): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const content = await file.arrayBuffer().catch(() => null);
  if (!content) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What is wrong with a file, in the order in which it is looked for; null: nothing. The file stays in this page. */
export async function lookAtFile(file: File, rule: Rule): Promise<ReturnType<typeof fileProblem>> {
  const facts = { bytes: file.size, picture: null, sentBefore: false, sameAsOtherSide: false };
  // The parts of a rule that decide how it is sent do not matter here.
  const judge = (found: Partial<FileFacts>) =>
    fileProblem({ format: null, ...facts, ...found }, { ...rule, purpose: "identity_document", shape: "sides" });
  try {
    const format = formatOf(new Uint8Array(await file.slice(0, longestBeginning).arrayBuffer()));
    const early = judge({ format });
    if (early || format === "pdf") return early;
    return judge({ format, picture: await lookAtPicture(file) });
  } catch {
    return judge({ format: "unreadable" });
  }
}
