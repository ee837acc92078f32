import { isIP } from "node:net";

/*
 * X-Forwarded-For as it reaches our handlers: each proxy appended the address of its caller, and lib/http/limits.ts that
 * of our socket's peer. The last entry is therefore true, and so is one more for every proxy that we trust; whatever
 * stands further left is the caller's own word.
 */

/** The address of the outermost caller that can be known; null when the header is shorter than it must be. */
export function callerOf(forwardedFor: string | null, trustedProxies: number): string | null {
  return entriesOf(forwardedFor).at(-1 - trustedProxies) || null;
}

/**
 * Whether a request was made on this very machine: every address is a loopback one, and none is missing. A proxy on this
 * machine adds the address of its caller, so what it passes on from outside is not.
 */
export function comesFromLoopback(forwardedFor: string | null, trustedProxies: number): boolean {
  const entries = entriesOf(forwardedFor);
  return entries.length > trustedProxies && entries.every(isLoopback);
}

/** The header with the peer's address at its end. */
export const appendPeer = (forwardedFor: string | undefined, peer: string): string =>
  forwardedFor ? `${forwardedFor}, ${peer}` : peer;

const entriesOf = (forwardedFor: string | null): string[] =>
  forwardedFor === null ? [] : forwardedFor.split(",").map((entry) => addressIn(entry.trim()));

/**
 * An entry without what some proxies write around an address: the port that the caller spoke from, which is another with each
 * connection (Azure Application Gateway writes `ip:port`), and then the brackets of IPv6 (RFC 7239, 6).
 */
const addressIn = (entry: string): string =>
  /^(\d+\.\d+\.\d+\.\d+)(?::\d+)?$|^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.slice(1).find(Boolean) ?? entry;

const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && (address === "::1" || /^(::ffff:)?127\./i.test(address));
