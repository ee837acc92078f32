/**
 * Letters as strokes, so that pictures look the same on a machine without any fonts. A glyph is SVG path data in a box
 * 4 wide and 6 high, the baseline at 6.
 */
const glyphs: Readonly<Record<string, string>> = {
  A: "M0 6 2 0l2 6M.75 4h2.5",
  B: "M.2 0v6h2a1.55 1.55 0 0 0 0-3.1h-2M.2 0h1.9a1.45 1.45 0 0 1 0 2.9",
  C: "M3.9 1.2A2.1 2.1 0 0 0 2.2 0C.9 0 .1 1.2.1 3s.8 3 2.1 3a2.1 2.1 0 0 0 1.7-1.2",
  D: "M.2 0v6h1.3C3 6 3.9 4.8 3.9 3S3 0 1.5 0z",
  E: "M3.6 0H.3v6h3.3M.3 2.9h2.7",
  F: "M3.6 0H.3v6M.3 2.9h2.7",
  G: "M3.9 1.2A2.1 2.1 0 0 0 2.2 0C.9 0 .1 1.2.1 3s.8 3 2.1 3c1 0 1.8-.7 1.8-1.7V3.2H2.3",
  H: "M.2 0v6M3.8 0v6M.2 2.9h3.6",
  I: "M2 0v6",
  J: "M3.2 0v4.3A1.6 1.6 0 0 1 1.6 6 1.6 1.6 0 0 1 .1 4.7",
  K: "M.3 0v6M3.7 0 .3 3.7M1.6 2.4 3.9 6",
  L: "M.4 0v6h3.2",
  M: "M0 6V0l2 4 2-4v6",
  N: "M.2 6V0l3.6 6V0",
  O: "M2 0C.8 0 0 1.2 0 3s.8 3 2 3 2-1.2 2-3-.8-3-2-3z",
  P: "M.3 6V0h1.9a1.7 1.7 0 0 1 0 3.4H.3",
  Q: "M2 0C.8 0 0 1.2 0 3s.8 3 2 3 2-1.2 2-3-.8-3-2-3zM2.5 4.5 4 6.3",
  R: "M.3 6V0h1.9a1.65 1.65 0 0 1 0 3.3H.3M2.1 3.3 3.8 6",
  S: "M3.7 1C3.3.4 2.7 0 2 0 1 0 .3.6.3 1.5.3 3.6 3.8 2.4 3.8 4.5 3.8 5.4 3 6 2 6 1.2 6 .5 5.6.1 4.9",
  T: "M0 0h4M2 0v6",
  U: "M.2 0v4.2C.2 5.3.9 6 2 6s1.8-.7 1.8-1.8V0",
  V: "M0 0l2 6 2-6",
  W: "M-.2 0 .9 6 2 1.5 3.1 6 4.2 0",
  X: "M.1 0l3.8 6M3.9 0 .1 6",
  Y: "M0 0l2 3 2-3M2 3v3",
  Z: "M.2 0h3.6L.2 6h3.6",
  "0": "M2 0C.9 0 .2 1.2.2 3S.9 6 2 6s1.8-1.2 1.8-3S3.1 0 2 0z",
  "1": "M.8 1.2 2.3 0v6",
  "2": "M.3 1.5C.3.6 1 0 2 0s1.7.6 1.7 1.5C3.7 2.9.3 4.3.3 6h3.5",
  "3": "M.4 1A1.8 1.8 0 0 1 2 0c1 0 1.6.6 1.6 1.4S2.9 2.8 1.5 2.8c1.5 0 2.3.6 2.3 1.6S3 6 2 6A1.9 1.9 0 0 1 .2 4.9",
  "4": "M2.9 6V0L.1 4.2h3.8",
  "5": "M3.5 0H.8L.6 2.7C.9 2.4 1.4 2.2 2 2.2c1.1 0 1.8.8 1.8 1.9S3.1 6 2 6C1.2 6 .5 5.6.2 4.9",
  "6": "M3.5.7A1.7 1.7 0 0 0 2.2 0C1 0 .3 1.3.3 3.5.3 5 1 6 2.1 6c1 0 1.7-.8 1.7-1.9S3.1 2.3 2.1 2.3.3 3 .3 4.2",
  "7": "M.2 0h3.6L1.5 6",
  "8": "M2 0C1.1 0 .5.6.5 1.4S1.1 2.8 2 2.8s1.5-.6 1.5-1.4S2.9 0 2 0zM2 2.8C.9 2.8.2 3.5.2 4.4S.9 6 2 6s1.8-.7 1.8-1.6S3.1 2.8 2 2.8z",
  "9": "M.5 5.3C.8 5.7 1.3 6 1.8 6 3 6 3.7 4.7 3.7 2.5 3.7 1 3 0 1.9 0 .9 0 .2.8.2 1.9s.7 1.8 1.7 1.8 1.8-.7 1.8-1.9",
  "<": "M3.6.9.4 3l3.2 2.1",
  "-": "M.9 3.1h2.2",
  ".": "M2 5.9v.1",
  ",": "M2.1 5.6 1.6 7",
  "'": "M2 0v1.3",
  "/": "M3.7-.2.3 6.2",
  "·": "M2 3v.1",
  ":": "M2 1.8v.1M2 5.4v.1",
  "+": "M2 1.2v3.6M.2 3h3.6",
};

const boxHeight = 6;
const advance = 5.6;
/** Narrow letters take less room, unless every letter must stand under the one above. */
const narrowAdvances: Readonly<Record<string, number>> = {
  I: 2.6,
  "1": 4.8,
  " ": 3.6,
  "'": 2.4,
  ".": 2.6,
  ",": 2.6,
  "-": 4.2,
};

/** Letters that no accent separates from a plain one. */
const plainForms: Readonly<Record<string, string>> = {
  Æ: "AE",
  Ð: "D",
  Đ: "D",
  Ł: "L",
  Ø: "O",
  Œ: "OE",
  Þ: "TH",
  ẞ: "SS",
  İ: "I",
};

/** Text as documents print it for machines: upper case, A to Z, digits and a few signs; other scripts become dots. */
export function toPlainCapitals(text: string): string {
  const capitals = text.toUpperCase().normalize("NFD").replace(/\p{M}/gu, "");
  return Array.from(capitals, (character) => plainForms[character] ?? character)
    .join("")
    .replace(/[’ʼ]/g, "'")
    .replace(/[^A-Z0-9<\-.,'/·:+ ]/g, "·");
}

/** How lettering looks. `height` is that of a capital in pixels; `x`, `y` is where the first one's baseline starts. */
export type Lettering = {
  x: number;
  y: number;
  height: number;
  color: string;
  /** Stroke width as a part of the height. */
  weight?: number;
  anchor?: "start" | "middle" | "end";
  /** Distance between letters as a factor of the usual. */
  spacing?: number;
  /** Every letter as wide as any other. */
  fixedWidth?: boolean;
  /** The text is drawn narrower if it would be wider than this. */
  maxWidth?: number;
};

/** Text as SVG paths. */
export function lettering(text: string, style: Lettering): string {
  const { x, y, height, color, weight = 0.13, anchor = "start", spacing = 1, fixedWidth = false, maxWidth } = style;
  let units = 0;
  const paths = Array.from(toPlainCapitals(text), (character) => {
    const room = (fixedWidth ? advance : (narrowAdvances[character] ?? advance)) * spacing;
    const middle = units + room / 2;
    units += room;
    const path = glyphs[character];
    return path ? `<path transform="translate(${round(middle - 2)} 0)" d="${path}"/>` : "";
  });
  const scale = height / boxHeight;
  const squeeze = maxWidth ? Math.min(1, maxWidth / (units * scale)) : 1;
  const left = x - { start: 0, middle: 0.5, end: 1 }[anchor] * units * scale * squeeze;
  const transform = `translate(${round(left)} ${round(y - height)}) scale(${round(scale * squeeze)} ${round(scale)})`;
  return `<g transform="${transform}" fill="none" stroke="${color}" stroke-width="${round(weight * boxHeight)}" stroke-linecap="round" stroke-linejoin="round">${paths.join("")}</g>`;
}

const round = (value: number) => Math.round(value * 1000) / 1000;
