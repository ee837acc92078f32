// @ts-check
// Plain JavaScript, because `bootstrap.mjs` needs it before anything that could read TypeScript is there.

/**
 * How to call npm: the one that started this process, else the one on the PATH.
 * @returns {[command: string, ...args: string[]]}
 */
export function npmCommand() {
  const npm = process.env.npm_execpath;
  return npm?.endsWith("npm-cli.js") ? [process.execPath, npm] : ["npm"];
}
