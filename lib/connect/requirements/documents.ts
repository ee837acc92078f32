import type { Field } from "@/lib/connect/requirements/fields";

/** Documents that say who somebody is; their names are `connect.document`, in the country's own word where it has one. */
export const documentNames = [
  ...["passport", "driving_licence", "national_id", "residence_permit", "passport_card", "state_id", "green_card"],
  ...["border_crossing_card", "child_id", "nyc_card", "visa_card", "citizen_card", "electoral_id", "foreigner_card"],
  ...["permanent_resident_card", "provincial_id", "status_card", "photo_card", "proof_of_age_card", "immicard"],
  ...["driving_instructor_card", "tasmanian_card", "defence_card", "health_card", "foreign_passport", "rg", "crnm"],
  ...["voter_card", "consular_card", "travel_document", "resident_register_card", "residence_card", "nric", "fin"],
] as const;

type DocumentName = (typeof documentNames)[number];

/** Documents that some countries call by a word of their own, with those countries. */
const nationalNames = {
  driving_licence: ["BR", "DE", "US"],
  national_id: ["AT", "BE", "CH", "DE", "ES", "FR", "HK", "IT", "PT"],
  residence_permit: ["DE", "FR"],
} as const satisfies Partial<Record<DocumentName, readonly string[]>>;

type NationalName = {
  [Name in keyof typeof nationalNames]: `nationalDocument.${Name}.${(typeof nationalNames)[Name][number]}`;
}[keyof typeof nationalNames];

/** Every name of a document that is one country's alone. */
export const nationalDocumentNames = Object.entries(nationalNames).flatMap(([name, countries]) =>
  // The cast holds: name and country come from the same line.
  countries.map((country) => `nationalDocument.${name}.${country}` as NationalName),
);

/** Where in the messages of `connect` the name of a document stands, by the country that issued it. */
export const nameOfDocument = (name: DocumentName, country: string): NationalName | `document.${DocumentName}` =>
  nationalDocumentNames.find((text) => text === `nationalDocument.${name}.${country}`) ?? `document.${name}`;

/**
 * One that is accepted. `back`: `required` where Stripe's page says so, `asked` where it has no note and we ask all the same, since
 * a missing back is a refusal and a needless one is none; `none` for what has one page.
 */
type AcceptedDocument = { document: DocumentName; back: "required" | "asked" | "none" };

const page = (document: DocumentName): AcceptedDocument => ({ document, back: "none" });
const card = (document: DocumentName): AcceptedDocument => ({ document, back: "asked" });
const twoSides = (document: DocumentName): AcceptedDocument => ({ document, back: "required" });

const passport = page("passport");
const licence = card("driving_licence");

/** Where each line comes from; Stripe's page itself (docs.stripe.com/acceptable-verification-documents) was not at hand. */
const sources = {
  copies: "copies of Stripe's page in public code, 2025",
  crawl: "Stripe's page as crawled on 2026-04-30, and copies of 2025",
  rule: "Stripe's page of 2026, general rule; the country's own list was not found",
  old: "an older table of ours, from before 2025; the country's list of today was not found",
} as const;

type Line = { documents: readonly AcceptedDocument[]; source: (typeof sources)[keyof typeof sources] };

const line = (source: keyof typeof sources, ...documents: AcceptedDocument[]): Line => ({
  ...{ documents: [passport, ...documents], source: sources[source] },
});
const national = card("national_id");
const [nationalTwo, licenceTwo] = [twoSides("national_id"), twoSides("driving_licence")];

/** By the country that issued the document. */
const byCountry: Readonly<Record<string, Line>> = {
  AT: line("old", nationalTwo, licenceTwo),
  AU: line(
    ...(["copies", licenceTwo, twoSides("photo_card"), twoSides("proof_of_age_card"), twoSides("immicard")] as const),
    ...[twoSides("driving_instructor_card"), twoSides("tasmanian_card"), twoSides("defence_card")],
  ),
  BE: line("copies", nationalTwo, licenceTwo, twoSides("foreigner_card"), card("residence_permit")),
  // A Brazilian passport is none of them: it does not show the tax number, which Brazil's identity papers must.
  BR: { documents: [page("foreign_passport"), licence, card("rg"), card("crnm")], source: sources.copies },
  CA: line("copies", licenceTwo, card("permanent_resident_card"), twoSides("provincial_id"), card("status_card")),
  CH: line("copies", nationalTwo, licence, card("residence_permit")),
  DE: line("copies", nationalTwo, licenceTwo, twoSides("residence_permit")),
  DK: line("old", nationalTwo, licence),
  ES: line("old", nationalTwo, licence),
  FI: line("old", nationalTwo, licence),
  FR: line("copies", nationalTwo, licenceTwo, card("health_card"), card("residence_permit")),
  GB: line("crawl", licence, card("residence_permit"), card("citizen_card"), card("electoral_id")),
  HK: line("old", national),
  IE: line("old", nationalTwo, licence),
  IT: line("old", nationalTwo, licence),
  JP: line("old", licenceTwo, twoSides("resident_register_card"), twoSides("residence_card")),
  LU: line("old", nationalTwo, licence),
  MX: line("copies", nationalTwo, licence, card("voter_card"), card("consular_card")),
  NL: line("old", nationalTwo, licenceTwo),
  NO: line("old", licence),
  NZ: line("copies", licenceTwo, page("travel_document")),
  PT: line("old", nationalTwo, licence),
  SE: line("old", licence),
  SG: line("rule", card("nric"), card("fin")),
  US: line(
    ...(["copies", licence, card("state_id"), card("passport_card"), card("green_card")] as const),
    ...[card("border_crossing_card"), card("child_id"), card("nyc_card"), card("visa_card")],
  ),
};

const passportOnly: Line = { documents: [passport], source: sources.rule };
const anyCountry: Line = { documents: [passport, national, licence], source: sources.rule };

/**
 * What shows who a person is. `country` issued the document. Who lives outside the account's country shows a passport
 * (Stripe's page of 2026). A passport is always the safe choice, except in Brazil for Brazilians.
 */
export function identityDocuments(asked: { country: string; residence: string | null; accountCountry: string }): Line {
  if (asked.residence !== null && asked.residence !== asked.accountCountry) return passportOnly;
  return Object.hasOwn(byCountry, asked.country) ? (byCountry[asked.country] ?? anyCountry) : anyCountry;
}

/** The countries that have a line of their own. */
export const documentCountries: readonly string[] = Object.keys(byCountry);

/** The files that Stripe takes for documents. */
type FileFormat = "jpeg" | "png" | "pdf";

/** How files for a field are sent. */
type FileRule = {
  /** Stripe API, File.purpose. */
  purpose: "identity_document" | "additional_verification" | "account_requirement";
  formats: readonly FileFormat[];
  /** Front and back, or as many files as there are pages. */
  shape: "sides" | "pages";
  /** Photo documents must be in colour; scans of other papers may be black and white (Stripe's page of 2026). */
  colour: boolean;
};

const pictures = ["jpeg", "png"] as const;
const papers = [...pictures, "pdf"] as const;
const photoDocuments: ReadonlySet<string> = new Set(["verification.document", "documents.passport", "documents.visa"]);

/** How the files of a field are sent; null for what takes none. Source: docs.stripe.com/connect/handling-api-verification. */
export function fileRuleOf({ kind, path }: Field): FileRule | null {
  if (kind !== "upload") return null;
  const colour = photoDocuments.has(path);
  const paper = { formats: papers, colour };
  if (path === "verification.document")
    return { purpose: "identity_document", formats: pictures, shape: "sides", colour };
  if (path === "verification.additional_document") return { ...paper, purpose: "identity_document", shape: "sides" };
  if (path === "company.verification.document") return { ...paper, purpose: "additional_verification", shape: "sides" };
  return { ...paper, purpose: "account_requirement", shape: "pages" };
}

/** Stripe API, file uploads of Connect: 10 MB, and 8,000 pixels on a side. */
export const fileLimits = { bytes: 10 * 1024 * 1024, pixels: 8000 } as const;

/** What is looked for before a file is sent, in this order. `blurred` is a hint: the file may be sent. */
export const fileProblems = [
  ...[
    "unreadable",
    "format",
    "too_large",
    "too_many_pixels",
    "greyscale",
    "sent_before",
    "same_as_other_side",
    "blurred",
  ],
] as const;

/** What is known of a file before it is sent. */
export type FileFacts = {
  /** By its first bytes; null: none that we know, `unreadable`: empty or broken. */
  format: FileFormat | "unreadable" | null;
  bytes: number;
  /** Null for a PDF. */
  picture: { width: number; height: number; greyscale: boolean; blurred: boolean } | null;
  /** The same content was sent for this person before. Stripe fails it without looking. */
  sentBefore: boolean;
  sameAsOtherSide: boolean;
};

/** The first thing that is wrong with a file, or null. */
export function fileProblem(file: FileFacts, rule: FileRule): (typeof fileProblems)[number] | null {
  const { format, bytes, picture } = file;
  if (format === "unreadable" || bytes === 0) return "unreadable";
  if (format === null || !rule.formats.includes(format)) return "format";
  if (bytes > fileLimits.bytes) return "too_large";
  if (picture && Math.max(picture.width, picture.height) > fileLimits.pixels) return "too_many_pixels";
  if (picture?.greyscale && rule.colour) return "greyscale";
  if (file.sentBefore) return "sent_before";
  if (file.sameAsOtherSide) return "same_as_other_side";
  return picture?.blurred ? "blurred" : null;
}
