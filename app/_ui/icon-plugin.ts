import { type IconNode, icons } from "lucide";
import plugin from "tailwindcss/plugin";
import { iconNames } from "./icon-set.ts";

const start = [
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='black'",
  "stroke-width='2' stroke-linecap='round' stroke-linejoin='round'>",
].join(" ");

// Attributes of Lucide are numbers, path data and words, so nothing in them needs an escape.
function imageOf(node: IconNode): string {
  const shapes = node.map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}='${value}'`);
    return `<${tag}${written.join("")}/>`;
  });
  return `url("data:image/svg+xml,${start}${shapes.join("")}</svg>")`;
}

/** For Tailwind: gives the stylesheet a rule for each icon of the set, with its drawing. How it is shown is `.icon` in globals.css. */
export default plugin(({ addBase }) => {
  addBase(Object.fromEntries(iconNames.map((name) => [`.icon-${name}`, { "--icon": imageOf(icons[name]) }])));
});
