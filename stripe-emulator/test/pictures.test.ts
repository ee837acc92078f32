import sharp from "sharp";
import { expect, test } from "vitest";
import { inventPerson } from "../src/identity/people.ts";
import { drawPicture, pictureBytes } from "../src/pictures/draw.ts";
import { lettering, toPlainCapitals } from "../src/pictures/lettering.ts";

const person = inventPerson("vs_picture", {
  types: ["id_card"],
  idNumber: false,
  expired: false,
  now: 1_793_600_000,
});

test("the same seed invents the same person", () => {
  const again = inventPerson("vs_picture", {
    types: ["id_card"],
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
  const picture = await drawPicture({ side, person, faceSeed: "vs_picture", flaw: null });
  expect(await sharp(picture).metadata()).toMatchObject({ format: "png", width, height });
  expect(await drawPicture({ side, person, faceSeed: "vs_picture", flaw: null })).toEqual(picture);
  expect(picture.includes("tEXtComment\0Drawn specimen, not a document")).toBe(true);
});

const sides = ["front", "back", "passport", "selfie"] as const;

test.each(sides)("%s is as large as said beforehand, whatever it shows", async (side) => {
  const long = "Wolfeschlegelsteinhausenbergerdorff ".repeat(20);
  const address = { line1: long, line2: long, city: long, state: long, postal_code: long, country: "US" };
  const document = { ...person.document, number: long, issuing_country: long };
  const overlong = { ...person, first_name: long, last_name: long, address, document };
  for (const [shown, flaw] of [
    [person, null],
    [person, "blurred"],
    [overlong, null],
  ] as const) {
    const picture = await drawPicture({ side, person: shown, faceSeed: "vs_picture", flaw });
    expect(picture.length).toBe(pictureBytes({ side, flaw }));
    // Every pixel decodes.
    expect((await sharp(picture).raw().toBuffer()).length).toBeGreaterThan(1_000_000);
  }
});

/** How much the colours in a part of the picture differ. */
async function contrastOf(picture: Buffer, area: { left: number; top: number; width: number; height: number }) {
  const { channels } = await sharp(await sharp(picture).extract(area).png().toBuffer()).stats();
  return Math.max(...channels.map(({ stdev }) => stdev));
}

test("a document without a photo has none, a blurred one cannot be read, and both say that they are specimens", async () => {
  const draw = (flaw: "blurred" | "no_photo" | null) =>
    drawPicture({ side: "front", person, faceSeed: "vs_picture", flaw });
  const [clear, blurred, faceless] = [await draw(null), await draw("blurred"), await draw("no_photo")];
  const photo = { left: 60, top: 130, width: 200, height: 130 };
  expect(await contrastOf(clear, photo)).toBeGreaterThan(10);
  expect(await contrastOf(faceless, photo)).toBeLessThan(1);
  const name = { left: 366, top: 158, width: 60, height: 30 };
  expect(await contrastOf(blurred, name)).toBeLessThan((await contrastOf(clear, name)) / 2);
  const band = { left: 0, top: 584, width: 1000, height: 46 };
  for (const picture of [blurred, faceless]) {
    expect(await contrastOf(picture, band)).toBeGreaterThan((await contrastOf(clear, band)) * 0.9);
  }
});

test("lettering needs no font and survives any script", () => {
  expect(toPlainCapitals("Łódź Ørsted Straße İzmir")).toBe("LODZ ORSTED STRASSE IZMIR");
  expect(toPlainCapitals("Ελένη")).toMatch(/^·+$/);
  expect(lettering("Ada <&>", { x: 0, y: 0, height: 10, color: "#000" })).not.toContain("<text");
});
