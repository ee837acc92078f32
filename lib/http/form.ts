/**
 * The text fields of a form, by name; none of anything else. Whoever calls an action sends what they like in the form's
 * place (a number, nothing), and then its fields are missing, which every action answers to.
 */
export function fieldsOf(form: unknown): Record<string, string> {
  if (!(form instanceof FormData)) return {};
  return Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}
