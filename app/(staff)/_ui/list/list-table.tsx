import type { ReactNode } from "react";

/** The table of a list with its head; `classOf` names a column's cells where its rules go by class and not by place. */
export function ListTable<Column extends string>({
  className,
  caption,
  columns,
  names,
  classOf,
  children,
}: {
  className: string;
  caption: string;
  columns: readonly Column[];
  names: Record<Column, ReactNode>;
  classOf?: (column: Column) => string;
  /** The rows. */
  children: ReactNode;
}) {
  return (
    <table className={`list-table ${className}`}>
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={classOf?.(column)}>
              {names[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
