/** More characters than any number that somebody types, with all marks between its digits. */
const longest = 200;

/**
 * A text with its digits, marks and letters as ours where it has those of another width, and Arabic ones. A longer one is no number
 * and stays as it is: NFKC sorts the accents of a letter, and of 30,000 on one letter that takes seconds.
 */
export const plainDigits = (text: string): string =>
  text.length > longest
    ? text
    : text.normalize("NFKC").replaceAll(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit)));

/** Such a text without what is not seen: marks of direction and soft breaks come along when a number is copied. */
export const plainNumber = (text: string): string => plainDigits(text).replaceAll(/\p{Cf}/gu, "");
