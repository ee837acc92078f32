/**
 * A telephone number as people write it, in E.164: a plus, the country's code and the rest, 7 to 15 digits of which the first is not
 * zero. Null: it is none, or has no code.
 */
export const toE164 = (text: string): string | null => {
  const phone = text
    .normalize("NFKC")
    .replaceAll(/[\s().\-/‐-―−]/g, "")
    .replace(/^00/, "+");
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : null;
};

/** The same as a form's `pattern`, for numbers that are typed plainly: what the browser lets through, `toE164` reads. */
export const phonePattern = String.raw`\s*(\+|00)[\s\(\)\.\-\/]*[1-9]([\s\(\)\.\-\/]*\d){6,14}\s*`;
