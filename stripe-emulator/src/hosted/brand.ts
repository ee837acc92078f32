/** The account's colour as `#rrggbb`. */
export const brandColorPattern = /^#[0-9a-f]{6}$/i;

/** Style variables of the account's colour, with black or white on it, whichever reads better; empty for null. */
export function brandStyles(color: string | null): string {
  return color ? `:root { --brand: ${color}; --on-brand: ${luminance(color) > 0.179 ? "#000" : "#fff"}; }\n` : "";
}

/** WCAG 2, relative luminance. At 0.179 black and white contrast equally, both with 4.58 : 1. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
