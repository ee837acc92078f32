import { readFileSync } from "node:fs";
import { connectScript, stripeScript } from "../browser/script.ts";
import type { Answer } from "../http/reply.ts";
import { brandStyles } from "./brand.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url));

const script = "text/javascript; charset=utf-8";
const style = "text/css; charset=utf-8";

/** Files the browser loads. The script is loaded by pages of other origins. */
const assets: Readonly<Record<string, { type: string; content: Buffer | string }>> = {
  "/endive/stripe.js": { type: script, content: stripeScript() },
  "/v1.0/connect.js": { type: script, content: connectScript() },
  "/assets/hosted.js": { type: script, content: read("./hosted.js") },
  "/assets/camera.js": { type: script, content: read("./camera.js") },
  "/assets/hosted.css": { type: style, content: read("./hosted.css") },
};

/** The file at a path, or null if there is none; `brandColor` as `#rrggbb`, null for the emulator's own. */
export function answerAsset(brandColor: string | null, path: string): Answer | null {
  const brand = { type: style, content: brandStyles(brandColor) };
  const found = path === "/assets/brand.css" ? brand : Object.hasOwn(assets, path) ? assets[path] : undefined;
  if (!found) return null;
  return {
    status: 200,
    headers: {
      "content-type": found.type,
      "cache-control": "no-cache",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    },
    body: found.content,
  };
}
