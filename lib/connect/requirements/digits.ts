/** A text with its digits, marks and letters as ours where it has those of another width, and Arabic ones. */
export const plainDigits = (text: string): string =>
  text.normalize("NFKC").replaceAll(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit)));

/** Such a text without what is not seen: marks of direction and soft breaks come along when a number is copied. */
export const plainNumber = (text: string): string => plainDigits(text).replaceAll(/\p{Cf}/gu, "");
