/** A plain table that becomes cards on a phone; a row may open something. */
import type { ReactNode } from "react";
import classes from "@/shared/ui/Table.module.css";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  align?: "end";
  /** The column that names the row; on a phone it stands first and bold. */
  main?: boolean;
}

interface Props<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
}

export function Table<Row>({ caption, columns, rows, keyOf }: Props<Row>) {
  return (
    <div className={classes.frame}>
      <table className={classes.table}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, title, align }) => (
              <th key={key} scope="col" data-align={align}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ key, title, cell, align, main }) => (
                <td key={key} data-title={title || undefined} data-align={align} data-main={main}>
                  <div className={classes.cell}>{apart(cell(row))}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Words of another direction keep to themselves: the rest of the row stays where it is. No words are nothing, which a
 *  phone leaves out with its title. */
function apart(content: ReactNode): ReactNode {
  if (content === "") return null;
  return typeof content === "string" ? <bdi>{content}</bdi> : content;
}
