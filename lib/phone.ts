/**
 * A telephone number as people write it, in E.164: a plus, the country's code and the rest, 7 to 15 digits of which the first is not
 * zero. A zero in brackets after the country's code is for callers within it, and no part of the number (ITU-T E.123); in Italy
 * everybody dials it. Null: it is none, or has no code.
 */
export const toE164 = (text: string): string | null => {
  const phone = text
    .normalize("NFKC")
    // Marks of direction come along when a number is copied out of a list.
    .replaceAll(/[\s\p{Cf}.\-/‐-―−]/gu, "")
    .replace(/^00/, "+")
    .replace(/^(\+(?!39)\d{1,3})\(0\)/, "$1")
    .replaceAll(/[()]/g, "");
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : null;
};

/** The same as a form's `pattern`, for numbers that are typed plainly: what the browser lets through, `toE164` reads. */
export const phonePattern = String.raw`\s*(\+|00)[\s\(\)\.\-\/]*[1-9]([\s\(\)\.\-\/]*\d){6,14}\s*`;
