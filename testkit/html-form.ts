/**
 * The hidden fields of the first form on this page that `holds` this text, as a browser without script would send them. Null:
 * there is no such form.
 */
export function hiddenFields(html: string, holds: string): Record<string, string> | null {
  const form = html.match(/<form[\s\S]*?<\/form>/g)?.find((text) => text.includes(holds));
  if (!form) return null;
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields[unescaped(name)] = unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? "");
  }
  return fields;
}

const unescaped = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
