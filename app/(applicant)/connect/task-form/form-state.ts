/** What came of sending a form: what was typed stands in it again, but for numbers that are never shown again. */
export type FormState = {
  values: Readonly<Record<string, string>>;
  /** Sentences, by the name of a field or of a choice of ways. */
  problems: Readonly<Record<string, string>>;
  /** Why nothing was sent, where no field is to blame. */
  refused: { title: string; text: string } | null;
  /** What is to be sent once it is confirmed: labels with what was typed. Left out: nothing is to be confirmed. */
  confirm?: readonly { name: string; value: string }[];
};

/** A form that nobody has sent yet. */
export const unsent: FormState = { values: {}, problems: {}, refused: null };
