import { useLiveQuery } from '@bellhop/react';
import { useCallbackRef } from '@mantine/hooks';
import { IconReceipt } from '@tabler/icons-react';
import { memo, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../../ui/load-more.js';
import { LoadingRows } from '../../ui/loading-rows.js';
import { formatMoney } from '../../ui/money.js';
import { FailedPanel, RefreshFailed, StatePanel } from '../../ui/state-panel.js';
import { usePhone } from '../../ui/use-phone.js';
import { Table } from '../../ui/table.js';
import { useUndoable } from '../../ui/use-undoable.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { useQueuedRows } from '../../unsaved/use-queued-rows.js';
import { useProperties } from '../properties/use-properties.js';
import type { BookingKind } from './booking-kinds.js';
import { BookingListItem, BookingTableRow } from './booking-row.js';
import classes from './finance.module.css';
import type { Booking, BookingsView } from './filters.js';

export interface BookingsProps<Row extends Booking> {
  readonly kind: BookingKind<Row>;
  readonly view: BookingsView;
  readonly onEdit: (row: Row) => void;
}

function BookingList<Row extends Booking>({ kind, view, onEdit }: BookingsProps<Row>) {
  const { t } = useTranslation(['finance', 'ui']);
  const { byId } = useProperties();
  const { todayOf } = usePropertyDays();
  const list = useLiveQuery(kind.rows, view);
  const { remove } = useUndoable(kind.rows);
  useQueuedRows(kind.rows);
  const phone = usePhone();
  const isExpense = kind.noun === 'expense';
  // Many rows that change at once are rendered between what somebody types and clicks.
  const shown = useDeferredValue(list.rows);
  const edit = useCallbackRef(onEdit);
  const removeRow = useCallbackRef((booking: Row) => remove(booking, t('ui:deletedOne', { name: nameOf(booking) })));

  if (list.isPending) return <LoadingRows />;
  if (list.isError && list.rows.length === 0) {
    return <FailedPanel error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.rows.length === 0) {
    return (
      <StatePanel
        icon={IconReceipt}
        title={t(isExpense ? 'noExpenses' : 'noRevenues')}
        text={t(isExpense ? 'noExpensesText' : 'noRevenuesText')}
      />
    );
  }

  const items = shown.map((booking) => ({
    rows: kind.rows,
    booking,
    property: byId.get(booking.propertyId),
    today: todayOf(booking.propertyId),
    onEdit: edit,
    onDelete: removeRow,
  }));
  return (
    <div style={{ opacity: list.isPlaceholderData ? 0.5 : 1 }} aria-busy={list.isPlaceholderData}>
      <RefreshFailed {...list} />
      {phone ? (
        <ul className={classes.bookings}>
          {items.map((item) => (
            <BookingListItem key={kind.rows.idOf(item.booking)} {...item} />
          ))}
        </ul>
      ) : (
        <div className={classes.wide}>
          <Table highlightOnHover aria-label={t(isExpense ? 'expenses' : 'revenues')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('date')}</Table.Th>
                <Table.Th scope="col">{t('property')}</Table.Th>
                <Table.Th scope="col">{t('category')}</Table.Th>
                <Table.Th scope="col">{t('description')}</Table.Th>
                <Table.Th scope="col" className={classes.amount}>
                  {t('amount')}
                </Table.Th>
                <Table.Th scope="col">
                  <span className={classes.unseen}>{t('actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((item) => (
                <BookingTableRow key={kind.rows.idOf(item.booking)} {...item} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <LoadMore {...list} />
    </div>
  );
}

/** The live list of revenues or expenses. Rendering its rows takes time, so it is left alone while a form is opened. */
export const Bookings = memo(BookingList) as typeof BookingList;

const nameOf = ({ amountMinor, currency, description }: Booking): string =>
  [formatMoney(amountMinor, currency), description].filter(Boolean).join(', ');
