import sharp from "sharp";
import { expect, test } from "vitest";
import { inventPerson } from "../src/identity/people.ts";
import { drawPicture } from "../src/pictures/draw.ts";
import { lettering, toPlainCapitals } from "../src/pictures/lettering.ts";

const person = inventPerson("vs_picture", {
  allowedTypes: ["id_card"],
  idNumber: false,
  expired: false,
  now: 1_793_600_000,
});

test("the same seed invents the same person", () => {
  const again = inventPerson("vs_picture", {
    allowedTypes: ["id_card"],
    idNumber: false,
    expired: false,
    now: 1_793_600_000,
  });
  expect(again).toEqual(person);
});

test.each([
  ["front", 1000, 630],
  ["back", 1000, 630],
  ["passport", 1000, 630],
  ["selfie", 720, 720],
] as const)("%s is drawn as a PNG, the same each time", async (side, width, height) => {
  const picture = await drawPicture({ side, person, faceSeed: "vs_picture" });
  expect(await sharp(picture).metadata()).toMatchObject({ format: "png", width, height });
  expect(await drawPicture({ side, person, faceSeed: "vs_picture" })).toEqual(picture);
});

test("lettering needs no font and survives any script", () => {
  expect(toPlainCapitals("Łódź Ørsted Straße İzmir")).toBe("LODZ ORSTED STRASSE IZMIR");
  expect(toPlainCapitals("Ελένη")).toMatch(/^·+$/);
  expect(lettering("Ada <&>", { x: 0, y: 0, height: 10, color: "#000" })).not.toContain("<text");
});
