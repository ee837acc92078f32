/** What people call a verification by its number: `NW-20418`. */
export const toReference = (number: number): string => `NW-${number}`;

/** The number in what somebody typed as a reference; null: it is none. */
export function numberOf(text: string): number | null {
  const [, digits] = /^nw-?(\d{1,9})$/i.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}
