import { brand } from "@/lib/brand";

// The dash may be left out.
const typed = new RegExp(`^${brand.referencePrefix.replace("-", "-?")}(\\d{1,9})$`, "i");

/** What people call a verification by its number: `NW-20418`. */
export const toReference = (number: number): string => `${brand.referencePrefix}${number}`;

/** Whether somebody typed this number's whole reference, in whichever case. */
export const isReferenceOf = (number: number, text: string): boolean =>
  text.trim().toLowerCase() === toReference(number).toLowerCase();

/** The number in what somebody typed as a reference; null: it is none. */
export function numberOf(text: string): number | null {
  const [, digits] = typed.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}
