import path from "node:path";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: path.join(import.meta.dirname, "..", "..") },
  // Next also looks for middleware.ts and instrumentation.ts in the folders above, where those of the product lie.
  pageExtensions: ["floor.ts", "floor.tsx"],
};

export default config;
