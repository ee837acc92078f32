/** As many characters as our own form takes. Stripe's pages take more. */
const longest = 100;

/**
 * The name of a shop or company as people outside of it are told it, within sentences of ours: one line of at most 100 characters that
 * turns the direction of nothing around it. Whoever sells chooses it, and to whom it is mailed. Null: there is none.
 */
export function toBusinessName(name: string | null): string | null {
  const line = (name ?? "")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .replaceAll(/\p{Bidi_Control}/gu, "")
    .trim();
  const characters = [...line];
  return (characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : line) || null;
}
