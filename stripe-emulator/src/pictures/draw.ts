import { crc32 } from "node:zlib";
import { seededRandom } from "../random.ts";
import type { DateParts } from "../records/common.ts";
import type { Drawing } from "../records/file.ts";
import type { DocumentType, Person } from "../records/person.ts";
import { face } from "./face.ts";
import { type Lettering, lettering, toPlainCapitals } from "./lettering.ts";

const ink = "#1d2733";
const label = "#58687a";
const marked = "DRAWN SPECIMEN · NOT A DOCUMENT";

/**
 * How large a picture is, in bytes: known before it is drawn, because `drawPicture` fills it up to this. Drawing takes
 * some 25 ms, too long for every submission, and hardly any picture is ever asked for.
 */
export function pictureBytes({ side, flaw }: Pick<Drawing, "side" | "flaw">): number {
  // What is blurred has no even areas, so it compresses badly.
  return (side === "selfie" ? 64 : 192) * (flaw === "blurred" ? 3 : 1) * 1024;
}

/** The picture as PNG. Every one says that it is a drawn specimen; cards are 1000 × 630, selfies 720 × 720 pixels. */
export async function drawPicture(drawing: Drawing): Promise<Buffer> {
  // Loaded for the first picture: it takes longer than everything else of a start.
  const { default: sharp } = await import("sharp");
  const image = sharp(Buffer.from(toSvg(drawing))).removeAlpha();
  const bytes = pictureBytes(drawing);
  const drawn = await image.png().toBuffer();
  // Only text far longer than any document bears makes a drawing this large; fewer colours make it smaller.
  return fillUp(drawn.length + chunkOverhead <= bytes ? drawn : await image.png({ palette: true }).toBuffer(), bytes);
}

const chunkOverhead = 12;

/** The PNG with a comment before its last chunk, so that it is `bytes` long. */
function fillUp(png: Buffer, bytes: number): Buffer {
  const end = png.length - chunkOverhead;
  const text = Buffer.alloc(bytes - png.length - chunkOverhead, " ");
  text.write("Comment\0Drawn specimen, not a document", "latin1");
  const chunk = Buffer.concat([Buffer.from("tEXt"), text]);
  return Buffer.concat([png.subarray(0, end), uint32(text.length), chunk, uint32(crc32(chunk)), png.subarray(end)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function toSvg(drawing: Drawing): string {
  const { side } = drawing;
  if (side === "selfie") return selfie(drawing);
  if (side === "back") return card(drawing, back(drawing));
  return card(drawing, front(drawing));
}

const looks: Record<DocumentType, { title: string; header: string; paper: [string, string]; wave: string }> = {
  id_card: { title: "IDENTITY CARD", header: "#4a7d6b", paper: ["#e3eee9", "#dfe2f3"], wave: "#9dc3b5" },
  driving_license: { title: "DRIVING LICENCE", header: "#a35a6d", paper: ["#f8ebee", "#ece7f4"], wave: "#dcb3c2" },
  passport: { title: "PASSPORT", header: "#39507f", paper: ["#e8ecf6", "#efe9e2"], wave: "#b0bfdf" },
};

function card({ person, faceSeed, flaw }: Drawing, content: string): string {
  const look = looks[person.document.type];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="630" viewBox="0 0 1000 630">
    <defs><linearGradient id="paper" x2="1" y2="1"><stop stop-color="${look.paper[0]}"/><stop offset="1" stop-color="${look.paper[1]}"/></linearGradient></defs>
    <rect width="1000" height="630" fill="url(#paper)"/>
    ${blurred(flaw, waves(faceSeed, look.wave) + content)}
    ${watermark(500, 350, 96, -19)}
    ${band(1000, 630)}
  </svg>`;
}

/** What was photographed; the marks that it is a specimen stay sharp. */
const blurred = (flaw: Drawing["flaw"], content: string) =>
  flaw === "blurred"
    ? `<filter id="blur"><feGaussianBlur stdDeviation="11"/></filter><g filter="url(#blur)">${content}</g>`
    : content;

function front({ side, person, faceSeed, flaw }: Drawing): string {
  const { type, number, issued_date: issued, expiration_date: expires, issuing_country: country } = person.document;
  const look = looks[type];
  const passport = side === "passport";
  const photo = passport ? { x: 48, y: 118, width: 250, height: 300 } : { x: 44, y: 118, width: 280, height: 350 };
  const left = photo.x + photo.width + 42;
  const middle = left + 300;
  const rows = passport ? [146, 212, 278, 344, 410] : [150, 222, 294, 366, 438];
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = rows;
  const fields = [
    field("1. SURNAME", person.last_name, left, first, 560),
    field("2. GIVEN NAMES", person.first_name, left, second, 420),
    field("3. DATE OF BIRTH", dateText(person.dob), left, third, 260),
    field("SEX", person.sex === "female" ? "F" : person.sex === "male" ? "M" : "X", middle, third, 100),
    field("4A. ISSUED", dateText(issued), left, fourth, 260),
    field("4B. EXPIRES", dateText(expires), middle, fourth, 260),
    field("5. NUMBER", spaced(number), left, fifth, 260),
    field("ISSUED FOR", country, middle, fifth, 200),
  ];
  return `
    <rect width="1000" height="84" fill="${look.header}"/>
    ${write(`REPUBLIC OF UTOPIA · ${look.title}`, { x: 44, y: 54, height: 24, color: "#fff", weight: 0.15 })}
    ${write("UTO", { x: 956, y: 54, height: 22, color: "#ffffffcc", anchor: "end" })}
    ${portrait(flaw === "no_photo" ? "" : face(faceSeed, person.sex), photo)}
    ${fields.join("")}
    ${emblem(880, 180, look.header)}
    ${passport ? passportLines(person) : signature(faceSeed, left, 520)}`;
}

function back(drawing: Drawing): string {
  const { person, faceSeed } = drawing;
  const { address } = person;
  const lines = [address?.line1, [address?.postal_code, address?.city].filter(Boolean).join(" ")];
  const office = 1 + seededRandom(`office ${faceSeed}`).upTo(24);
  return `
    ${chip(44, 48)}
    ${write("8. ADDRESS", { x: 230, y: 64, height: 12, color: label })}
    ${write(lines[0] ?? "-", { x: 230, y: 98, height: 21, color: ink, maxWidth: 400 })}
    ${write(lines[1] ?? "", { x: 230, y: 134, height: 21, color: ink, maxWidth: 400 })}
    ${write("10. AUTHORITY", { x: 230, y: 184, height: 12, color: label })}
    ${write(`INVENTED OFFICE ${String(office).padStart(2, "0")}`, { x: 230, y: 218, height: 21, color: ink })}
    ${barcode(faceSeed, 668, 48)}
    <rect y="340" width="1000" height="244" fill="#ffffff" fill-opacity=".72"/>
    ${machineLines(cardMachineLines(person), 396, 62)}`;
}

function selfie({ person, faceSeed, flaw }: Drawing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="720" viewBox="0 0 720 720">
    <rect width="720" height="720" fill="#b9c8c0"/>
    <rect x="430" y="40" width="190" height="250" rx="6" fill="#dde7e2"/>
    <rect y="560" width="720" height="160" fill="#a9bab1"/>
    ${blurred(flaw, `<g transform="translate(60 70) scale(3)">${face(faceSeed, person.sex)}</g>`)}
    ${watermark(370, 400, 84, -19)}
    ${band(720, 720)}
  </svg>`;
}

function portrait(head: string, box: { x: number; y: number; width: number; height: number }): string {
  // Larger than the frame is wide: a portrait shows the face, not the shoulders.
  const scale = (box.width / 200) * 1.3;
  return `<clipPath id="photo"><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="10"/></clipPath>
    <g clip-path="url(#photo)">
      <rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="#cfdbe4"/>
      <g transform="translate(${box.x + box.width / 2 - 100 * scale} ${box.y + box.height - 196 * scale}) scale(${scale})">${head}</g>
    </g>`;
}

const write = (text: string, style: Lettering) => lettering(text, style);

function field(name: string, value: string | null, x: number, y: number, maxWidth: number): string {
  return (
    write(name, { x, y, height: 12, color: label }) +
    write(value ?? "-", { x, y: y + 34, height: 22, color: ink, weight: 0.14, maxWidth })
  );
}

function watermark(x: number, y: number, height: number, degrees: number): string {
  const letters = write("SPECIMEN", { x: 0, y: height / 2, height, color: "#c0283c", weight: 0.18, anchor: "middle" });
  return `<g transform="rotate(${degrees} ${x} ${y}) translate(${x} ${y})" opacity=".24">${letters}</g>`;
}

const band = (width: number, height: number) =>
  `<rect y="${height - 46}" width="${width}" height="46" fill="#232a35" fill-opacity=".88"/>${write(marked, {
    x: width / 2,
    y: height - 15,
    height: 17,
    color: "#fff",
    anchor: "middle",
    spacing: 1.08,
  })}`;

function waves(seed: string, color: string): string {
  const random = seededRandom(`waves ${seed}`);
  const lines = Array.from({ length: 9 }, (_, index) => {
    const y = 60 + index * 66;
    const swing = 26 + random.upTo(30);
    return `<path d="M-20 ${y}c140-${swing} 240 ${swing} 380 0s240-${swing} 380 0 200 ${swing} 300 0"/>`;
  });
  return `<g fill="none" stroke="${color}" stroke-width="2.5" opacity=".6">${lines.join("")}</g>`;
}

const emblem = (x: number, y: number, color: string) =>
  `<g opacity=".55"><circle cx="${x}" cy="${y}" r="56" fill="${color}" fill-opacity=".35" stroke="${color}" stroke-width="4"/>
    <path transform="translate(${x} ${y})" d="M0-38 9-12l28 1-22 17 8 27L0 17l-23 16 8-27-22-17 28-1z" fill="${color}"/></g>`;

function signature(seed: string, x: number, y: number): string {
  const random = seededRandom(`signature ${seed}`);
  let path = `M${x} ${y}`;
  for (let stroke = 0; stroke < 7; stroke += 1) {
    path += `q${8 + random.upTo(10)} -${20 + random.upTo(50)} ${20 + random.upTo(16)} ${random.upTo(24) - 12}`;
  }
  return `<path d="${path}" fill="none" stroke="#1b2a55" stroke-width="3.5" stroke-linecap="round"/>`;
}

const chip = (x: number, y: number) =>
  `<g transform="translate(${x} ${y})"><rect width="132" height="102" rx="14" fill="#d9b45a"/>
    <path d="M0 34h44v34H0M132 34H88v34h44M44 0v102M88 0v102" fill="none" stroke="#8d6f24" stroke-width="3"/></g>`;

function barcode(seed: string, x: number, y: number): string {
  const random = seededRandom(`barcode ${seed}`);
  let bars = "";
  for (let at = 0; at < 284; ) {
    const width = 2 + random.upTo(4);
    bars += `<rect x="${x + at}" y="${y}" width="${width}" height="108"/>`;
    at += width + 2 + random.upTo(4);
  }
  return `<g fill="${ink}">${bars}</g>`;
}

function passportLines(person: Person): string {
  const name = machineName(person);
  const { number, expiration_date: expires } = person.document;
  return `<rect y="466" width="1000" height="118" fill="#ffffff" fill-opacity=".72"/>
    ${machineLines([`P<UTO${name}`, `${number ?? ""}<UTO${machineDate(person.dob)}X${machineDate(expires)}`], 508, 54, 44)}`;
}

function cardMachineLines(person: Person): string[] {
  const { number, expiration_date: expires } = person.document;
  return [`I<UTO${number ?? ""}`, `${machineDate(person.dob)}X${machineDate(expires)}UTO`, machineName(person)];
}

/** Lines as machine-readable zones look; without valid check digits, on purpose. */
function machineLines(lines: string[], firstBaseline: number, lineHeight: number, length = 30): string {
  return lines
    .map((line, index) => {
      const text = toPlainCapitals(line)
        .replace(/[^A-Z0-9]/g, "<")
        .slice(0, length)
        .padEnd(length, "<");
      const y = firstBaseline + index * lineHeight;
      return write(text, {
        x: 44,
        y,
        height: length > 30 ? 20 : 28,
        color: ink,
        weight: 0.14,
        spacing: 1.12,
        fixedWidth: true,
        maxWidth: 912,
      });
    })
    .join("");
}

const machineName = ({ last_name: last, first_name: first }: Person) => `${last ?? ""}<<${first ?? ""}`;

const machineDate = (date: DateParts | null) =>
  [date?.year, date?.month, date?.day]
    .map((part) =>
      String(part ?? 0)
        .slice(-2)
        .padStart(2, "0"),
    )
    .join("");

const dateText = (date: DateParts | null) =>
  date &&
  [date.day, date.month]
    .map((part) => String(part ?? 0).padStart(2, "0"))
    .join(" ")
    .concat(` ${date.year ?? ""}`);

/** Digits in groups, easier to read out. */
const spaced = (number: string | null) => number?.replace(/^(.)(.{4})(.{3})(.*)$/, "$1 $2 $3 $4") ?? null;
