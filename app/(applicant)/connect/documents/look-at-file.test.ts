import { expect, test } from "vitest";
import { digestOf, isGreyscale, sharpness } from "./look-at-file";

/** A picture of 64 by 64 pixels, RGBA. */
const picture = (at: (x: number, y: number) => [number, number, number]) =>
  new Uint8ClampedArray(Array.from({ length: 64 * 64 }, (_, i) => [...at(i % 64, Math.floor(i / 64)), 255]).flat());

test("a picture with the little colour that JPEG leaves is grey, and one with a red stamp is not", () => {
  expect(isGreyscale(picture((x, y) => [x * 3, x * 3 + 6, x * 3 + (y % 5)]))).toBe(true);
  expect(isGreyscale(picture((x, y) => (x < 8 && y < 8 ? [200, 20, 20] : [120, 120, 120])))).toBe(false);
});

test("hard edges are sharper than the same ones faded", () => {
  const hard = sharpness(
    picture((x) => (x % 16 < 8 ? [0, 0, 0] : [255, 255, 255])),
    64,
  );
  const faded = sharpness(
    picture((x) => {
      const light = 128 + 100 * Math.sin((x / 16) * 2 * Math.PI);
      return [light, light, light];
    }),
    64,
  );
  expect(hard).toBeGreaterThan(10 * faded);
});

test("a file has the digest of its content, and one that can no longer be read has none", async () => {
  const file = new File(["abc"], "a.pdf");
  // FIPS 180-4's own example.
  expect(await digestOf(file)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  file.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
  expect(await digestOf(file)).toBeNull();
});
