import { describe, expect, test } from "vitest";
import { networkOf } from "@/lib/http/network";

describe("a limit counts an address", () => {
  test.each([
    "2001:db8:1:2::1",
    "2001:db8:1:2:ffff:ffff:ffff:ffff",
    "2001:db8:1:2::",
    "2001:DB8:1:2::ABCD",
    "2001:0db8:0001:0002:0000:0000:0000:0001",
    "2001:db8:1:2::192.0.2.1",
    "2001:db8:1:2::1%eth0",
  ])("of IPv6 by its first 64 bits: %s", (address) => expect(networkOf(address)).toBe("2001:db8:1:2::/64"));

  test.each([
    ["2001:db8:1:3::1", "2001:db8:1:3::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001::1:0:0:0:1", "2001:0:0:1::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["fe80::1%en0", "fe80:0:0:0::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ])("of another network as another: %s", (address, network) => expect(networkOf(address)).toBe(network));

  test.each([
    "192.0.2.200",
    "::ffff:192.0.2.200",
    "::FFFF:192.0.2.200",
    "::ffff:c000:2c8",
    "0:0:0:0:0:FFFF:C000:02C8",
    "0000:0000:0000:0000:0000:ffff:192.0.2.200",
    "::ffff:192.0.2.200%lo",
  ])("of IPv4 as itself, however it is written: %s", (address) => expect(networkOf(address)).toBe("192.0.2.200"));

  test.each(["unknown", "", "2001:db8::1::2", "localhost", "[::1]"])("that is none as it is: %j", (text) => {
    expect(networkOf(text)).toBe(text);
  });
});
