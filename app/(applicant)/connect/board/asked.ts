/** The roles that the board asks about, in its order. */
export const boardRoles = ["representative", "owner", "director", "executive"] as const;

const japanese = ["last_name_kanji", "first_name_kanji"] as const;

/**
 * Entries of a person's name, as the account's country writes it. How a Japanese name is read is asked once: only how it is written
 * is known here later.
 */
export function namesAsked(country: string, { isNew }: { isNew: boolean }): readonly string[] {
  if (country !== "JP") return ["first_name", "last_name"];
  return isNew ? [...japanese, "last_name_kana", "first_name_kana"] : japanese;
}
