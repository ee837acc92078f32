/** What a mail says, in its reader's language. Holds no name, no document and no address of a person. */
export type MailContent = {
  subject: string;
  /** A short word above the title; null: none. */
  mark: { text: string; tone: "warning" | "error" } | null;
  title: string;
  paragraphs: string[];
  button: { label: string; href: string };
  /** Where the button leads, and what we never ask for. */
  opens: string;
  /** Small print, below the card. */
  foot: string[];
  /** Which words in paragraphs and `opens` are bold. */
  bold: string[];
};
