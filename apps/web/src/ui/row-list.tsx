import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, useArrived, useLiveQuery, useShownRows } from '@bellhop/react';
import { Group, Paper, Text } from '@mantine/core';
import { useCallbackRef } from '@mantine/hooks';
import { memo, type ReactNode, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ListStates } from './list-states.js';
import { LiveRowMenu } from './row-menu.js';
import classes from './row-list.module.css';
import { MenuCell, RowCards, RowTable, TableCell, menuColumn, type TableColumn, TableRow } from './row-table.js';
import { usePhone } from './use-phone.js';

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
  /** The first one is the heading of a card on a narrow screen. Other ones than before render all rows again. */
  readonly columns: readonly Column<Row>[];
  /** Returns the name of a row, for the screen-reader label of its menu. Another function renders all rows again. */
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
  const { rows, view, label, columns, nameOf, empty } = props;
  const list = useLiveQuery(rows, view);
  const phone = usePhone();
  const shown = useShownRows(list.rows, rows.idOf);
  const onEdit = useCallbackRef(props.onEdit);
  const onDelete = useCallbackRef(props.onDelete);
  const render = useCallback(
    (row: Row) => {
      const Shown = phone ? Card : Line;
      return <Shown key={rows.idOf(row)} {...{ rows, row, columns, onEdit, onDelete }} name={nameOf(row)} />;
    },
    [rows, columns, phone, nameOf, onEdit, onDelete],
  );

  return (
    <ListStates list={list} isEmpty={list.rows.length === 0} rowHeight={36} empty={empty}>
      {phone ? (
        <RowCards label={label} rows={shown} idOf={rows.idOf} rowHeight={4.375}>
          {render}
        </RowCards>
      ) : (
        <RowTable
          label={label}
          columns={[...columns.map(trackOf), menuColumn(t('actions'))]}
          rows={shown}
          idOf={rows.idOf}
          rowHeight={3.25}
        >
          {render}
        </RowTable>
      )}
    </ListStates>
  );
}

const trackOf = <Row extends VersionedRow>({ title, align }: Column<Row>, place: number): TableColumn => ({
  title,
  least: place === 0 ? 9 : 7,
  // Numbers need less room than words, and what names a row is the longest.
  share: align === 'right' ? 0.7 : place === 0 ? 1.5 : 1,
  align,
});

interface RowProps<Row extends VersionedRow, View extends object> extends Pick<
  RowListProps<Row, View>,
  'rows' | 'columns' | 'onEdit' | 'onDelete'
> {
  readonly row: Row;
  readonly name: string;
}

function TableLine<Row extends VersionedRow, View extends object>(props: RowProps<Row, View>) {
  const { rows, row, columns, name, onEdit, onDelete } = props;
  return (
    <TableRow data-arrived={useArrived(rows, row)}>
      {columns.map(({ title, cell, align }, place) => (
        <TableCell key={title} align={align} data-first={place === 0} className={classes.cell}>
          <bdi>{valueOf(cell(row))}</bdi>
        </TableCell>
      ))}
      <MenuCell>
        <LiveRowMenu label={name} {...{ rows, row, onEdit, onDelete }} />
      </MenuCell>
    </TableRow>
  );
}

const Line = memo(TableLine) as typeof TableLine;

function RowCard<Row extends VersionedRow, View extends object>(props: RowProps<Row, View>) {
  const { rows, row, columns, name, onEdit, onDelete } = props;
  const [first, ...others] = columns;
  return (
    <div role="listitem" className={classes.card} data-arrived={useArrived(rows, row)}>
      <Text size="sm" fw={600} truncate>
        {first && valueOf(first.cell(row))}
      </Text>
      <LiveRowMenu label={name} {...{ rows, row, onEdit, onDelete }} />
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
    </div>
  );
}

const Card = memo(RowCard) as typeof RowCard;

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
