import { VisuallyHidden } from '@mantine/core';
import { memo, type ComponentProps, type CSSProperties, type ReactNode } from 'react';
import { type RowGroup, useRowGroups } from './row-groups.js';
import classes from './row-table.module.css';

/** A column of a {@link RowTable}. All rows share its width, whatever is in them: rows out of sight are not looked at. */
export interface TableColumn {
  /** Names the column. */
  readonly title: string;
  /** Whether it holds the rows' menus: only screen readers are told its title, and it is not printed. */
  readonly isMenu?: boolean;
  /** Narrower than this, the table scrolls; in rem, so that it follows the size of texts. */
  readonly least: number;
  /** Its share of further room, compared with the other columns. @default 1 */
  readonly share?: number;
  /** `right` for numbers. @default start */
  readonly align?: 'right' | undefined;
}

/** The last column of rows with a menu, each in a {@link MenuCell}. */
export const menuColumn = (title: string): TableColumn => ({ title, isMenu: true, least: 3, share: 0 });

export interface GroupedRowsProps<Row> {
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** In rem: the least height of a table's row, and about that of a card; taken for rows which have never been in sight. */
  readonly rowHeight: number;
  /** Rows of a group, at most: what is about two screens high. @default 32 */
  readonly perGroup?: number;
  /** Renders a row with its key. A group is rendered again when one of its rows or this function changes. */
  readonly children: (row: Row) => ReactNode;
}

export interface RowTableProps<Row> extends GroupedRowsProps<Row> {
  readonly label: string;
  readonly columns: readonly TableColumn[];
}

/**
 * A table for thousands of rows, all of them on the page: they can be searched for, printed, copied and read aloud, and the
 * browser keeps the view when one arrives above. Browsers do not lay out, style or paint groups of them that are out of sight,
 * which they can do for a grid, not for the rows of a table. So the elements have the roles that they lose by being a grid.
 */
export function RowTable<Row>({ label, columns, ...rows }: RowTableProps<Row>) {
  const tracks = columns.map(({ least, share = 1 }) =>
    share === 0 ? `${least}rem` : `minmax(${least}rem, ${share}fr)`,
  );
  const width = columns.reduce((sum, { least }) => sum + least, 0);
  return (
    <div className={classes.wide}>
      <table
        role="table"
        aria-label={label}
        className={classes.table}
        style={
          {
            '--row-table-columns': tracks.join(' '),
            '--row-table-row': `${rows.rowHeight}rem`,
            minWidth: `${width}rem`,
          } as CSSProperties
        }
      >
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, isMenu = false, align }) => (
              <th key={title} role="columnheader" scope="col" data-align={align} data-menu={isMenu}>
                {isMenu ? <VisuallyHidden>{title}</VisuallyHidden> : title}
              </th>
            ))}
          </tr>
        </thead>
        <Groups as="tbody" {...rows} />
      </table>
    </div>
  );
}

export interface RowCardsProps<Row> extends GroupedRowsProps<Row> {
  readonly label?: string | undefined;
}

/** The same for narrow screens. Its rows are elements with the role `listitem`. */
export function RowCards<Row>({ label, ...rows }: RowCardsProps<Row>) {
  return (
    <div role="list" aria-label={label}>
      <Groups as="div" {...rows} />
    </div>
  );
}

interface GroupsProps<Row> extends GroupedRowsProps<Row> {
  readonly as: 'tbody' | 'div';
}

function Groups<Row>({ rows, idOf, perGroup, ...group }: GroupsProps<Row>) {
  return useRowGroups(rows, idOf, perGroup).map(({ key, rows: own }) => <Group key={key} rows={own} {...group} />);
}

interface GroupProps<Row> extends Omit<GroupsProps<Row>, 'idOf' | 'perGroup'>, Pick<RowGroup<Row>, 'rows'> {}

function GroupOfRows<Row>({ as: Element, rows, rowHeight, children }: GroupProps<Row>) {
  return (
    <Element
      role={Element === 'tbody' ? 'rowgroup' : 'none'}
      className={classes.group}
      style={{ containIntrinsicBlockSize: `auto ${rows.length * rowHeight}rem` }}
    >
      {rows.map(children)}
    </Element>
  );
}

const Group = memo(GroupOfRows) as typeof GroupOfRows;

/** A row of a {@link RowTable}. */
export const TableRow = (props: ComponentProps<'tr'>) => <tr role="row" {...props} />;

export interface TableCellProps extends Omit<ComponentProps<'td'>, 'align'> {
  /** As that of its column. */
  readonly align?: 'right' | undefined;
}

export const TableCell = ({ align, ...others }: TableCellProps) => <td role="cell" data-align={align} {...others} />;

export const MenuCell = ({ children }: { readonly children: ReactNode }) => (
  <td role="cell" data-menu>
    {children}
  </td>
);
