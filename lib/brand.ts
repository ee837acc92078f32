/**
 * Who offers this product. Its names stand here and in no message file, which translators write: a text takes them as
 * parameters, and `messages/messages.test.ts` refuses both a name in a text and a parameter that a translation lost.
 */
export const brand = {
  /** The company that people deal with. */
  company: "Northwind",
  /** What staff's pages are called, after the company. */
  product: "Identity",
  /** Stands before the number of a verification, in no other file: `NW-20418`. */
  referencePrefix: "NW-",
  /** Where people write to a person. */
  supportAddress: "help@northwind.example",
} as const;
