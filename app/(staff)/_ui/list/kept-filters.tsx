import { filterEntries } from "./filter-address";

/** Everything of the filter except `names`, as hidden fields: a form keeps what it does not ask for. */
export function KeptFilters<Filter extends object>({
  filter,
  names,
}: {
  filter: Filter;
  names: readonly (keyof Filter)[];
}) {
  return filterEntries(filter)
    .filter(([name]) => !names.some((asked) => asked === name))
    .map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}
