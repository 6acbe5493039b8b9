import type { Property } from '@bellhop/hotel';
import { type LiveQuery, useArrived } from '@bellhop/react';
import { Badge, Text } from '@mantine/core';
import { memo } from 'react';
import { useLocale } from '../../language/locale.js';
import { sideBySide } from '../../language/numbers.js';
import { plainDay } from '../../ui/days.js';
import { formatMoney } from '../../ui/money.js';
import { RowMenu } from '../../ui/row-menu.js';
import { categoryName } from './booking-kinds.js';
import classes from './finance.module.css';
import type { Booking, BookingsView } from './filters.js';
import { Table } from '../../ui/table.js';

export interface BookingRowProps<Row extends Booking> {
  readonly rows: LiveQuery<Row, BookingsView>;
  readonly booking: Row;
  readonly property: Property | undefined;
  /** The current day at the property. */
  readonly today: string;
  readonly onEdit: (booking: Row) => void;
  readonly onDelete: (booking: Row) => void;
}

const historyOf = <Row extends Booking>(rows: LiveQuery<Row, BookingsView>, booking: Row) => ({
  resource: rows.idField.replace(/Id$/, ''),
  rowId: rows.idOf(booking),
});

/** Describes the booking: vendor and description, or else its category. */
function subjectOf(booking: Booking, categoryName: (category: string) => string): string {
  const vendor = 'vendor' in booking ? booking.vendor : null;
  return sideBySide([vendor, booking.description]) || categoryName(booking.category);
}

function TableRow<Row extends Booking>({ rows, booking, property, today, onEdit, onDelete }: BookingRowProps<Row>) {
  useLocale();
  const subject = subjectOf(booking, categoryName);
  return (
    <Table.Tr data-arrived={useArrived(rows, booking)}>
      <Table.Td className="bh-money">{plainDay(booking.occurredOn, today)}</Table.Td>
      <Table.Td>
        <bdi>{property?.name ?? '–'}</bdi>
      </Table.Td>
      <Table.Td>
        <Badge variant="light" color="gray" radius="sm">
          {categoryName(booking.category)}
        </Badge>
      </Table.Td>
      <Table.Td maw={380}>
        <Text size="sm" truncate title={subject}>
          <bdi>{subject}</bdi>
        </Text>
      </Table.Td>
      <Table.Td className={classes.amount}>
        <Text component="span" size="sm" fw={600} className="bh-money">
          {formatMoney(booking.amountMinor, booking.currency)}
        </Text>
      </Table.Td>
      <Table.Td w={48} p={0}>
        <RowMenu
          label={subject}
          history={historyOf(rows, booking)}
          onEdit={() => onEdit(booking)}
          onDelete={() => onDelete(booking)}
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** Rendered again only for what it shows: with thousands of rows, an event is the work of one. */
export const BookingTableRow = memo(TableRow) as typeof TableRow;

/** The same, for a narrow screen. */
function ListItem<Row extends Booking>({ rows, booking, property, today, onEdit, onDelete }: BookingRowProps<Row>) {
  useLocale();
  const subject = subjectOf(booking, categoryName);
  return (
    <li className={classes.booking} data-arrived={useArrived(rows, booking)}>
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} truncate>
          {subject}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {sideBySide([plainDay(booking.occurredOn, today), categoryName(booking.category), property?.name])}
        </Text>
      </div>
      <Text component="span" size="sm" fw={600} className="bh-money">
        {formatMoney(booking.amountMinor, booking.currency)}
      </Text>
      <RowMenu
        label={subject}
        history={historyOf(rows, booking)}
        onEdit={() => onEdit(booking)}
        onDelete={() => onDelete(booking)}
      />
    </li>
  );
}

export const BookingListItem = memo(ListItem) as typeof ListItem;
