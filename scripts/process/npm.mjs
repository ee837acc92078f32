// @ts-check
// Plain JavaScript, because `bootstrap.mjs` needs it before anything that could read TypeScript is there.

/**
 * How to call npm: the one that started this process, run by `node`; else the one on the PATH, which the `node` on the PATH runs.
 * @param {string} node
 * @returns {[command: string, ...args: string[]]}
 */
export function npmCommand(node = process.execPath) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith("npm-cli.js") ? [node, npm] : ["npm"];
}
