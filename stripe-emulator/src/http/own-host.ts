import { isIP } from "node:net";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a request's `Host` is a name of this emulator. A browser sends the name in its address bar, also one that a
 * stranger lets point to this machine (DNS rebinding) to read what only this machine should. Listening on loopback, the
 * emulator has the loopback names with its own port; elsewhere also the name it was told to listen at and every plain
 * address, with any port, since a container may be reached through another. Only programs send no `Host`: true.
 */
export function isOwnHost(host: string | undefined, listening: { host: string; port: number | undefined }): boolean {
  if (host === undefined) return true;
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname, port, host: parsed } = new URL(`http://${host}`);
  if (parsed !== host.toLowerCase() && `${parsed}:80` !== host.toLowerCase()) return false;

  if (isLoopback(listening.host)) {
    return loopbackNames.includes(hostname) && Number(port || 80) === listening.port;
  }
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
  return isAddress || loopbackNames.includes(hostname) || hostname === listening.host.toLowerCase();
}

const isLoopback = (host: string) => host === "localhost" || host === "::1" || host.startsWith("127.");
