/** By what content begins with: JFIF and the like (ISO 10918-1, SOI), PNG (RFC 2083, 3.1), PDF (ISO 32000-1, 7.5.2). */
const beginnings = {
  jpeg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  pdf: [0x25, 0x50, 0x44, 0x46, 0x2d],
} as const;

/** So many bytes are enough to tell. */
export const longestBeginning = 8;

/** What a file is by its first bytes, whatever it is called; null: none that Stripe takes. */
export function formatOf(first: Uint8Array): keyof typeof beginnings | null {
  const fits = (bytes: readonly number[]) => bytes.every((byte, index) => first[index] === byte);
  if (fits(beginnings.jpeg)) return "jpeg";
  if (fits(beginnings.png)) return "png";
  return fits(beginnings.pdf) ? "pdf" : null;
}
