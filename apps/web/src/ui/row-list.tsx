import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, useArrived, useLiveQuery } from '@bellhop/react';
import { Group, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadMore } from './load-more.js';
import { LoadingRows } from './loading-rows.js';
import { RowMenu } from './row-menu.js';
import classes from './row-list.module.css';
import { FailedPanel, RefreshFailed } from './state-panel.js';
import { usePhone } from './use-phone.js';
import { Table } from './table.js';

export interface Column<Row> {
  readonly title: string;
  /** Null, false and empty text are shown as a dash. */
  readonly cell: (row: Row) => ReactNode;
  /** `right` for numbers. @default left */
  readonly align?: 'right';
  /** Whether a narrow screen omits the title, because the value is clear without it. @default false */
  readonly untitled?: boolean;
}

export interface RowListProps<Row extends VersionedRow, View extends object> {
  readonly rows: LiveQuery<Row, View>;
  readonly view: View;
  /** Name of the table, for screen readers. */
  readonly label: string;
  /** The first one is the heading of a card on a narrow screen. */
  readonly columns: readonly Column<Row>[];
  /** Returns the name of a row, for the screen-reader label of its menu. */
  readonly nameOf: (row: Row) => string;
  /** Shown in place of the list while there are no rows. */
  readonly empty: ReactNode;
  readonly onEdit: (row: Row) => void;
  readonly onDelete: (row: Row) => void;
}

/** A live list of rows: a table, or cards on a narrow screen. */
export function RowList<Row extends VersionedRow, View extends object>(props: RowListProps<Row, View>) {
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} variant="surface">
      <Rows {...props} />
    </Paper>
  );
}

function Rows<Row extends VersionedRow, View extends object>(props: RowListProps<Row, View>) {
  const { t } = useTranslation('ui');
  const { rows, view, label, columns, empty } = props;
  const list = useLiveQuery(rows, view);
  const phone = usePhone();

  if (list.isPending) return <LoadingRows />;
  if (list.isError && list.rows.length === 0) {
    return <FailedPanel error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.rows.length === 0) return empty;
  return (
    <div style={{ opacity: list.isPlaceholderData ? 0.5 : 1 }} aria-busy={list.isPlaceholderData}>
      <RefreshFailed {...list} />
      {phone ? (
        <ul className={classes.list} aria-label={label}>
          {list.rows.map((row) => (
            <RowCard key={rows.idOf(row)} {...props} row={row} />
          ))}
        </ul>
      ) : (
        <div className={classes.wide}>
          <Table miw={columns.length * 110} className={classes.table} highlightOnHover aria-label={label}>
            <Table.Thead>
              <Table.Tr>
                {columns.map(({ title, align }) => (
                  <Table.Th key={title} scope="col" data-align={align}>
                    {title}
                  </Table.Th>
                ))}
                <Table.Th scope="col" w={48}>
                  <span className={classes.unseen}>{t('actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.rows.map((row) => (
                <TableRow key={rows.idOf(row)} {...props} row={row} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <LoadMore {...list} />
    </div>
  );
}

type RowProps<Row extends VersionedRow, View extends object> = RowListProps<Row, View> & { readonly row: Row };

function TableRow<Row extends VersionedRow, View extends object>(props: RowProps<Row, View>) {
  const { rows, row, columns, nameOf, onEdit, onDelete } = props;
  return (
    <Table.Tr data-arrived={useArrived(rows, row)}>
      {columns.map(({ title, cell, align }, place) => (
        <Table.Td key={title} data-align={align} fw={place === 0 ? 600 : undefined} className={classes.cell}>
          <bdi>{valueOf(cell(row))}</bdi>
        </Table.Td>
      ))}
      <Table.Td w={48} p={0}>
        <RowMenu
          label={nameOf(row)}
          history={historyOf(rows, row)}
          onEdit={() => onEdit(row)}
          onDelete={() => onDelete(row)}
        />
      </Table.Td>
    </Table.Tr>
  );
}

function RowCard<Row extends VersionedRow, View extends object>(props: RowProps<Row, View>) {
  const { rows, row, columns, nameOf, onEdit, onDelete } = props;
  const [first, ...others] = columns;
  return (
    <li className={classes.card} data-arrived={useArrived(rows, row)}>
      <Text size="sm" fw={600} truncate>
        {first && valueOf(first.cell(row))}
      </Text>
      <RowMenu
        label={nameOf(row)}
        history={historyOf(rows, row)}
        onEdit={() => onEdit(row)}
        onDelete={() => onDelete(row)}
      />
      <Group gap="4px 12px" className={classes.details}>
        {others.map(({ title, cell, untitled = false }) => {
          const value = cell(row);
          // A card omits empty values.
          return isNothing(value) ? null : (
            <Text key={title} component="span" size="xs" c="dimmed">
              {untitled ? (
                value
              ) : (
                <>
                  {`${title} `}
                  <span className={classes.value}>{value}</span>
                </>
              )}
            </Text>
          );
        })}
      </Group>
    </li>
  );
}

/** The activity log names a kind of row as its id field does: `taskId`. */
const historyOf = <Row extends VersionedRow, View extends object>(rows: LiveQuery<Row, View>, row: Row) => ({
  resource: rows.idField.replace(/Id$/, ''),
  rowId: rows.idOf(row),
});

const isNothing = (value: ReactNode): boolean =>
  value === null || value === undefined || value === false || value === '';

const valueOf = (value: ReactNode): ReactNode =>
  isNothing(value) ? (
    <Text span c="dimmed">
      –
    </Text>
  ) : (
    value
  );
