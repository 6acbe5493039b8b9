import type { Property } from '@bellhop/hotel';
import { type LiveQuery, useArrived } from '@bellhop/react';
import { Text } from '@mantine/core';
import { memo } from 'react';
import { useLocale } from '../../language/locale.js';
import { sideBySide } from '../../language/numbers.js';
import { plainDay } from '../../ui/days.js';
import { formatMoney } from '../../ui/money.js';
import { LiveRowMenu } from '../../ui/row-menu.js';
import { MenuCell, TableCell, TableRow } from '../../ui/row-table.js';
import { Tag } from '../../ui/tag.js';
import { categoryName } from './booking-kinds.js';
import classes from './finance.module.css';
import type { Booking, BookingsView } from './filters.js';

export interface BookingRowProps<Row extends Booking> {
  readonly rows: LiveQuery<Row, BookingsView>;
  readonly booking: Row;
  readonly property: Property | undefined;
  /** The current day at the property. */
  readonly today: string;
  readonly onEdit: (booking: Row) => void;
  readonly onDelete: (booking: Row) => void;
}

/** Describes the booking: vendor and description, or else its category. */
function subjectOf(booking: Booking, categoryName: (category: string) => string): string {
  const vendor = 'vendor' in booking ? booking.vendor : null;
  return sideBySide([vendor, booking.description]) || categoryName(booking.category);
}

function Line<Row extends Booking>({ rows, booking, property, today, onEdit, onDelete }: BookingRowProps<Row>) {
  useLocale();
  const subject = subjectOf(booking, categoryName);
  return (
    <TableRow data-arrived={useArrived(rows, booking)}>
      <TableCell className="bh-money">{plainDay(booking.occurredOn, today)}</TableCell>
      <TableCell>
        <bdi>{property?.name ?? '–'}</bdi>
      </TableCell>
      <TableCell>
        <Tag>{categoryName(booking.category)}</Tag>
      </TableCell>
      <TableCell>
        <Text size="sm" truncate title={subject}>
          <bdi>{subject}</bdi>
        </Text>
      </TableCell>
      <TableCell align="right">
        <Text component="span" size="sm" fw={600} className="bh-money">
          {formatMoney(booking.amountMinor, booking.currency)}
        </Text>
      </TableCell>
      <MenuCell>
        <LiveRowMenu label={subject} row={booking} {...{ rows, onEdit, onDelete }} />
      </MenuCell>
    </TableRow>
  );
}

/** Rendered again only for what it shows: with thousands of rows, an event is the work of one. */
export const BookingTableRow = memo(Line) as typeof Line;

/** The same, for a narrow screen. */
function ListItem<Row extends Booking>({ rows, booking, property, today, onEdit, onDelete }: BookingRowProps<Row>) {
  useLocale();
  const subject = subjectOf(booking, categoryName);
  return (
    <div role="listitem" className={classes.booking} data-arrived={useArrived(rows, booking)}>
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
      <LiveRowMenu label={subject} row={booking} {...{ rows, onEdit, onDelete }} />
    </div>
  );
}

export const BookingListItem = memo(ListItem) as typeof ListItem;
