type Named = { firstName: string | null; lastName: string | null };

const isJapanese = (text: string) => /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}]/u.test(text);

/** The names that are known, in the order in which their script writes them: Japanese has the family name first. */
export function nameParts({ firstName, lastName }: Named): string[] {
  const order = isJapanese(`${firstName}${lastName}`) ? [lastName, firstName] : [firstName, lastName];
  return order.flatMap((part) => part || []);
}

/** First and last name as one writes them; null where neither is known. */
export const personName = (person: Named): string | null => nameParts(person).join(" ") || null;
