import { EmptyList } from "./empty-list";

/** What stands where rows would in a view that has none: the way to `all`, the address of the view of everything. */
export function EmptyView({ title, text, all, action }: { title: string; text: string; all: string; action: string }) {
  return (
    <EmptyList icon="CircleCheckBig" title={title} text={text}>
      <a href={all} className="btn btn-sm btn-line mt-2">
        {action}
      </a>
    </EmptyList>
  );
}
