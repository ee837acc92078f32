/** A decoded form value: text, or a hash that brackets made. Arrays are hashes with the keys "0", "1", …. */
export type FormValue = string | FormHash;
export type FormHash = { [key: string]: FormValue };

/** Decodes bracket notation, `a[b][0]=x`, `a[]=x`, brackets escaped or not. The last of repeated plain names wins. */
export function parseForm(text: string): FormHash {
  const root = emptyHash();
  for (const [name, value] of new URLSearchParams(text)) {
    const [first = "", ...rest] = name.split("[");
    place(root, [first, ...rest.map((part) => part.replace(/\]$/, ""))], value);
  }
  return root;
}

function place(root: FormHash, path: string[], value: string): void {
  let hash = root;
  path.forEach((part, depth) => {
    const key = part === "" && depth > 0 ? String(Object.keys(hash).length) : part;
    if (depth === path.length - 1) {
      hash[key] = value;
      return;
    }
    const inner = hash[key];
    const next = inner !== undefined && typeof inner !== "string" ? inner : emptyHash();
    hash[key] = next;
    hash = next;
  });
}

/** Without a prototype, so that no name a client sends can mean anything but itself. */
const emptyHash = (): FormHash => Object.create(null);
