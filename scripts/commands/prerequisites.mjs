// `prerequisites.mjs packages client`: says which command comes first where one of these is missing, and ends with 1; for
// commands of package.json that do not install. Plain JavaScript that imports no package: it runs before there are any.

import { existsSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const npmCi = "`npm ci` or, with Node older than 20.19, `npm test -- lint`";

/** @type {Record<string, { isThere: boolean, problem: string }>} */
const known = {
  packages: {
    isThere: existsSync("node_modules/.bin/next"),
    problem: `The packages are not installed. Run ${npmCi} first.`,
  },
  // npm puts the Node that came with the packages before any other.
  node: {
    isThere: major > 22 || (major === 22 && minor >= 18),
    problem: `This is Node ${process.versions.node}, which runs no TypeScript. Run ${npmCi} first: Node 24 comes with the packages.`,
  },
  client: {
    isThere: existsSync("prisma/generated/client.ts"),
    problem: "The database client is not generated. Run `npm test -- lint` first.",
  },
  web: { isThere: existsSync(".next/BUILD_ID"), problem: "The app is not built. Run `npm run build` first." },
  worker: { isThere: existsSync("dist/worker.mjs"), problem: "The worker is not built. Run `npm run build` first." },
};

const missing = process.argv.slice(2).find((name) => !known[name]?.isThere);
if (missing) {
  console.error(known[missing]?.problem ?? `There is nothing called "${missing}".`);
  process.exit(1);
}
