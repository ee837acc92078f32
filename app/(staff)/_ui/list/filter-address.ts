const cursors: readonly string[] = ["after", "before"];

/** The entries of a filter that belong into an address or a form, cursors left out. */
export function filterEntries(filter: object): [name: string, value: string][] {
  return Object.entries(filter).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !cursors.includes(entry[0]),
  );
}

/** The address of a filtered list with some filters changed (undefined takes one away). Paging starts anew unless changed too. */
export function filterHref(
  path: string,
  filter: object,
  changes: Readonly<Record<string, string | undefined>>,
): string {
  const entries = Object.entries({ ...Object.fromEntries(filterEntries(filter)), ...changes });
  const given = entries.flatMap(([name, value]) => (value ? [[name, value]] : []));
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

/** The same for the list at `list`, with the names of its filters and what `More` its addresses hold. */
export const listHref =
  <Filter extends object, More extends string = never>(list: `/${string}`) =>
  (filter: Filter, changes: { [Name in keyof Filter | More]?: string | undefined } = {}, path: string = list): string =>
    filterHref(path, filter, changes);

/** Changes that take these entries away. */
export const unset = (names: readonly string[]): Record<string, undefined> =>
  Object.fromEntries(names.map((name) => [name, undefined]));

/** The address of the list without these entries. */
export const hrefWithout = (path: string, filter: object, names: readonly string[]): string =>
  filterHref(path, filter, unset(names));

/** The names of filters that an address gives and that could not be read, so that the page can say what it left out. */
export const unreadFilters = <Filter extends object>(
  names: readonly (keyof Filter & string)[],
  filter: Filter,
  search: Record<string, unknown>,
): string[] => names.filter((name) => search[name] !== undefined && search[name] !== "" && filter[name] === undefined);
