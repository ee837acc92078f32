import { isIPv6 } from "node:net";

/**
 * Whom a limit counts an address as, in one spelling: an IPv6 address as its first 64 bits, because a subscriber has all that
 * begin with them (RFC 6177), and an IPv4 address that is written as IPv6 (RFC 4291, 2.5.5.2) as itself. What is no address stays
 * as it is.
 */
export function networkOf(address: string): string {
  const [withoutZone = ""] = address.split("%", 1);
  if (!isIPv6(withoutZone)) return address;
  const groups = groupsOf(withoutZone);
  if (!groups.join(":").startsWith("0:0:0:0:0:ffff:")) return `${groups.slice(0, 4).join(":")}::/64`;
  const bytes = groups.slice(6).flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  return bytes.join(".");
}

/** The eight groups of an IPv6 address, in lower case and without leading zeros. */
function groupsOf(address: string): string[] {
  // A URL's host has one spelling (URL Standard, IPv6 serializer), in which only the longest run of zeros is left out.
  const { hostname } = new URL(`http://[${address}]`);
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  return [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
}
