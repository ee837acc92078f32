// @ts-check
// Plain JavaScript, because `bootstrap.mjs` looks at the ports before it installs anything.

import { execFile } from "node:child_process";
import { connect, createServer } from "node:net";
import { promisify } from "node:util";
import { Problem } from "../process/problem.mjs";

/**
 * Where everything listens, always on loopback.
 * @typedef {{ app: number, emulator: number, mail: number, smtp: number, postgres: number }} Ports
 */

/**
 * The environment variable that moves each port.
 * @type {Record<keyof Ports, string>}
 */
const variables = {
  app: "PORT",
  emulator: "STRIPE_EMULATOR_PORT",
  mail: "MAIL_PORT",
  smtp: "SMTP_PORT",
  postgres: "PG_PORT",
};

/**
 * The ports of the demo: the contract's, or those of the environment; SMTP_PORT is the one after MAIL_PORT unless set.
 * Throws a `Problem` for what is no port number, and for one port that two parts would share.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Ports}
 */
export function demoPorts(environment) {
  const mail = portFrom(environment, "MAIL_PORT", 8025);
  const ports = {
    app: portFrom(environment, "PORT", 3000),
    emulator: portFrom(environment, "STRIPE_EMULATOR_PORT", 12_111),
    mail,
    smtp: portFrom(environment, "SMTP_PORT", mail + 1),
    postgres: portFrom(environment, "PG_PORT", 54_320),
  };
  const problems = entriesOf(ports).flatMap(([name, port], index, all) =>
    all
      .slice(0, index)
      .filter(([, other]) => other === port)
      .map(
        ([other]) =>
          `Port ${port} is meant by two: ${source(environment, other)} and ${source(environment, name)}. ` +
          `Choose another for one of them: ${variables[other]}=… or ${variables[name]}=…`,
      ),
  );
  if (problems.length > 0) throw new Problem(problems.join("\n"));
  return ports;
}

/**
 * Throws a `Problem` when one of the ports cannot be had: something listens on it at either loopback address, since
 * `localhost` means both, or the system refuses it. Its lines name the environment variable that chooses another port
 * and, where the system tells, who listens.
 * @param {Partial<Ports>} ports
 */
export async function assertPortsFree(ports) {
  const problems = await Promise.all(
    entriesOf(ports).map(async ([name, port]) => {
      const obstacle = await obstacleAt(port);
      return obstacle && `Port ${port} ${obstacle}. Choose another: ${variables[name]}=…`;
    }),
  );
  const found = problems.filter((problem) => problem !== null);
  if (found.length > 0) throw new Problem(found.join("\n"));
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} name
 * @param {number} fallback
 */
function portFrom(environment, name, fallback) {
  const text = environment[name];
  const port = text === undefined || text === "" ? fallback : Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Problem(`${name} must be a port number from 1 to 65535.`);
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {keyof Ports} name
 */
function source(environment, name) {
  if (environment[variables[name]]) return variables[name];
  return `${variables[name]} (${name === "smtp" ? "not set: MAIL_PORT + 1" : "not set: its default"})`;
}

/**
 * A cast, because `Object.entries` forgets which keys its object has.
 * @param {Partial<Ports>} ports
 */
const entriesOf = (ports) => /** @type {[keyof Ports, number][]} */ (Object.entries(ports));

/**
 * Why nobody can listen on a port, to be read after its number; null when somebody can.
 * @param {number} port
 */
async function obstacleAt(port) {
  const taken = await Promise.all(["127.0.0.1", "::1"].map((host) => listensAt(host, port)));
  if (taken.includes(true)) {
    const owner = await ownerOf(port);
    return `is in use${owner && ` by ${owner}`}`;
  }
  const refusal = await refusalToListen(port);
  if (refusal === "EACCES") return "may not be used by an ordinary user";
  return refusal === null ? null : `cannot be used (${refusal})`;
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function listensAt(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/**
 * The code of the error that listening on 127.0.0.1 ends with; null when there is none.
 * @param {number} port
 * @returns {Promise<string | null>}
 */
function refusalToListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(null)));
  });
}

/**
 * Empty where the system does not tell.
 * @param {number} port
 */
async function ownerOf(port) {
  try {
    const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
    const pid = /^p(\d+)$/m.exec(stdout)?.[1];
    const command = /^c(.+)$/m.exec(stdout)?.[1];
    return pid && command ? `${command} (process ${pid})` : "";
  } catch {
    return ""; // lsof is not on every machine
  }
}
