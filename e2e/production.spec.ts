import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "./support/fixtures.ts";

const root = path.join(import.meta.dirname, "..");
/** Whatever of the emulator a build could hold, it would say its name or one of its keys. */
const marks = ["stripe-emulator", "emulator_local_only"];

/** The files under these folders or at these names that speak of the emulator. */
async function filesNamingTheEmulator(places: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const place of places) {
    const whole = path.join(root, place);
    const entries = path.extname(place)
      ? [whole]
      : (await readdir(whole, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of entries) {
      const text = await readFile(file, "latin1");
      if (marks.some((mark) => text.includes(mark))) found.push(path.relative(root, file));
    }
  }
  return found;
}

test("nothing a production build is made from imports the Stripe emulator", async () => {
  const sources = ["app", "i18n", "lib", "messages", "prisma"];
  const files = ["middleware.ts", "instrumentation.ts", "next.config.mjs"];
  const found = await filesNamingTheEmulator([...sources, ...files]);
  // Only tests import that folder; the test below looks into the build itself.
  expect(found.filter((file) => !file.startsWith(path.join("lib", "testing")))).toEqual([]);
});

test("no production build holds the Stripe emulator", async () => {
  expect(await filesNamingTheEmulator([".next/server", ".next/static", "dist"])).toEqual([]);
});

test("a page goes over the wire compressed and in one piece, whoever asks as a browser does", async ({ stack }) => {
  const sent = async (acceptEncoding: string) => {
    const { headers } = await fetch(`${stack.appUrl}/sign-in`, { headers: { "accept-encoding": acceptEncoding } });
    return { encoding: headers.get("content-encoding"), bytes: Number(headers.get("content-length")) };
  };
  const { encoding, bytes } = await sent("gzip, deflate, br, zstd");
  expect(encoding).toBe("gzip");
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(10_000);
  expect(await sent("identity")).toEqual({ encoding: null, bytes: 0 });
});
