// @ts-check
// Plain JavaScript, because `bootstrap.mjs` asks whether PostgreSQL could run before it installs anything.

import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { Problem } from "../process/problem.mjs";

/**
 * As whom a PostgreSQL server runs. `owner`: whose its files must be, null where that is the caller anyway. `identity`:
 * what to spawn it as, empty for the caller. `wrapper`: a command that starts it in its stead, empty when it can be
 * started directly.
 * @typedef {{
 *   owner: { uid: number, gid: number } | null,
 *   identity: { uid?: number, gid?: number },
 *   wrapper: string[],
 * }} ServerAccount
 */

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as himself; for root it runs as `postgres` or `nobody`. If
 * that user may not enter one of the places (absolute files or folders, which need not be there yet), as below root's
 * home, the server keeps the one capability that lets it enter all the same. Throws a `Problem` where it cannot.
 * @param {string[]} places
 * @returns {Promise<ServerAccount>}
 */
export async function postgresAccount(...places) {
  if (process.getuid?.() !== 0) return { owner: null, identity: {}, wrapper: [] };

  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody");
  if (!user) {
    throw new Problem("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.");
  }
  const owner = { uid: Number(user[2]), gid: Number(user[3]) };

  const entrances = await Promise.all(places.map(othersMayEnter));
  if (entrances.every(Boolean)) return { owner, identity: owner, wrapper: [] };

  const wrapper = [
    "setpriv",
    ...[`--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups"],
    ...["--inh-caps=+dac_override", "--ambient-caps=+dac_override"],
    // Without it access(2), by which initdb and the server find each other, answers as if the capability were not there.
    "--securebits=+no_setuid_fixup",
    "--",
  ];
  const [command = "", ...args] = wrapper;
  const closed = places.filter((_place, index) => !entrances[index]);
  try {
    const enter = "for (const place of process.argv.slice(1)) fs.accessSync(place, fs.constants.X_OK)";
    const present = await Promise.all(closed.map(nearestPresent));
    await promisify(execFile)(command, [...args, process.execPath, "--eval", enter, ...present]);
  } catch (cause) {
    throw new Problem(
      `PostgreSQL does not run as root but as ${user[0]}, who may not enter ${closed[0]}. ` +
        "Run the command as an ordinary user, or from a folder that others may enter.",
      { cause },
    );
  }
  return { owner, identity: {}, wrapper };
}

/**
 * Whether everybody may enter what is there of the way to a place.
 * @param {string} place
 * @returns {Promise<boolean>}
 */
async function othersMayEnter(place) {
  const parent = path.dirname(place);
  const mode = await modeOf(place);
  if (mode !== null && (mode & 0o001) === 0) return false;
  return parent === place || othersMayEnter(parent);
}

/**
 * The place, or the folder nearest above it that is there.
 * @param {string} place
 * @returns {Promise<string>}
 */
async function nearestPresent(place) {
  return (await modeOf(place)) === null ? nearestPresent(path.dirname(place)) : place;
}

/**
 * Null for what is not there.
 * @param {string} place
 */
const modeOf = (place) =>
  stat(place).then(
    ({ mode }) => mode,
    () => null,
  );
