import { seededRandom } from "../random.ts";

const skins = ["#f3cfb3", "#e8b48f", "#d49a6e", "#b87a50", "#8f5a3a", "#6b4128"] as const;
const hairs = ["#221a17", "#3b2a20", "#5a3b22", "#7a4a25", "#a9742f", "#8c8c8c", "#4a1f17"] as const;
const clothes = ["#3d4f78", "#7a3346", "#2f6a5c", "#6a5a8a", "#55606e", "#8a5a2b"] as const;

/** Hair behind and before the head, on the grid of `face`. */
const styles = {
  short: { back: "", front: "M62 96C58 58 78 40 100 40s42 18 38 56c-4-14-9-22-16-26-14 6-32 6-44 0-7 4-12 12-16 26z" },
  side: { back: "", front: "M60 98C54 56 76 36 102 38c26 2 42 24 37 60-5-18-14-26-26-31-10 8-36 8-53 31z" },
  bob: {
    back: "M56 90c0-36 18-52 44-52s44 16 44 52c0 26-2 40-8 54H64c-6-14-8-28-8-54z",
    front: "M62 96C60 62 76 44 100 44s40 18 38 52c-6-16-14-24-22-28-14 8-40 6-54 28z",
  },
  long: {
    back: "M54 92c0-38 20-56 46-56s46 18 46 56c0 34 4 60 8 84H46c4-24 8-50 8-84z",
    front: "M62 98c-4-34 14-54 38-54s42 20 38 54c-4-18-16-30-38-32-22 2-34 14-38 32z",
  },
  bun: {
    back: "M100 16a17 17 0 1 1 0 34 17 17 0 0 1 0-34z",
    front: "M62 94C60 60 78 42 100 42s40 18 38 52c-6-14-20-26-38-26S68 80 62 94z",
  },
  bald: { back: "", front: "" },
} as const;

/** A drawn, invented head and shoulders on a grid 200 wide and 220 high; the same for the same seed. */
export function face(seed: string, sex: string | null): string {
  const random = seededRandom(`face ${seed}`);
  const skin = random.pick(skins);
  const hair = random.pick(hairs);
  const cloth = random.pick(clothes);
  const names =
    sex === "female" ? (["bob", "long", "bun", "side"] as const) : (["short", "side", "short", "bald"] as const);
  const style = styles[random.pick(names)];
  const beard = sex !== "female" && random.upTo(5) < 2;
  const glasses = random.upTo(5) === 0;
  const width = 34 + random.upTo(6);
  const shadow = "rgb(60 20 0 / 18%)";

  return `
    <path d="${style.back}" fill="${hair}"/>
    <path d="M16 220c0-38 26-54 58-60h52c32 6 58 22 58 60z" fill="${cloth}"/>
    <path d="M80 140h40v24c0 14-40 14-40 0z" fill="${skin}"/>
    <path d="M80 146c10 10 30 10 40 0v10c-10 10-30 10-40 0z" fill="${shadow}"/>
    <ellipse cx="${100 - width - 1}" cy="104" rx="6" ry="10" fill="${skin}"/>
    <ellipse cx="${100 + width + 1}" cy="104" rx="6" ry="10" fill="${skin}"/>
    <path d="M${100 - width} 88c0-30 16-44 ${width}-44s${width} 14 ${width} 44c0 38-18 66-${width} 66s-${width}-28-${width}-66z" fill="${skin}"/>
    ${beard ? `<path d="M${101 - width} 108c4 34 18 48 ${width - 1} 48s${width - 5}-14 ${width - 1}-48c-6 10-10 14-16 14-10-6-26-6-36 0-6 0-10-4-14-14z" fill="${hair}"/>` : ""}
    <path d="${style.front}" fill="${hair}"/>
    <g fill="none" stroke="${hair}" stroke-width="3" stroke-linecap="round"><path d="M77 90c4-3 10-3 14 0M109 90c4-3 10-3 14 0"/></g>
    <ellipse cx="84" cy="100" rx="6" ry="4" fill="#fff"/><ellipse cx="116" cy="100" rx="6" ry="4" fill="#fff"/>
    <circle cx="84" cy="100" r="3" fill="#2b2320"/><circle cx="116" cy="100" r="3" fill="#2b2320"/>
    <path d="M101 102c-2 8-4 12-4 14 2 2 5 2 7 1" fill="none" stroke="${shadow}" stroke-width="3" stroke-linecap="round"/>
    <path d="M89 130c6 5 16 5 22 0" fill="none" stroke="#8e3f3a" stroke-width="3.5" stroke-linecap="round"/>
    ${glasses ? `<g fill="rgb(255 255 255 / 25%)" stroke="#333" stroke-width="2"><circle cx="84" cy="100" r="12"/><circle cx="116" cy="100" r="12"/><path d="M96 99c2-2 6-2 8 0" fill="none"/></g>` : ""}`;
}
