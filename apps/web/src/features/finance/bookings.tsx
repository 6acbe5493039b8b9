import { useLiveQuery, useShownRows } from '@bellhop/react';
import { useCallbackRef } from '@mantine/hooks';
import { IconReceipt } from '@tabler/icons-react';
import { memo, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ListStates } from '../../ui/list-states.js';
import { formatMoney } from '../../ui/money.js';
import { menuColumn, RowCards, RowTable } from '../../ui/row-table.js';
import { StatePanel } from '../../ui/state-panel.js';
import { usePhone } from '../../ui/use-phone.js';
import { useUndoable } from '../../ui/use-undoable.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { useQueuedRows } from '../../unsaved/use-queued-rows.js';
import { useProperties } from '../properties/use-properties.js';
import type { BookingKind } from './booking-kinds.js';
import { BookingListItem, BookingTableRow } from './booking-row.js';
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
  const shown = useShownRows(list.rows, kind.rows.idOf);
  const edit = useCallbackRef(onEdit);
  const removeRow = useCallbackRef((booking: Row) => remove(booking, t('ui:deletedOne', { name: nameOf(booking) })));

  const render = useCallback(
    (booking: Row) => {
      const Shown = phone ? BookingListItem : BookingTableRow;
      return (
        <Shown
          key={kind.rows.idOf(booking)}
          rows={kind.rows}
          booking={booking}
          property={byId.get(booking.propertyId)}
          today={todayOf(booking.propertyId)}
          onEdit={edit}
          onDelete={removeRow}
        />
      );
    },
    [kind, phone, byId, todayOf, edit, removeRow],
  );

  const rows = { label: t(isExpense ? 'expenses' : 'revenues'), rows: shown, idOf: kind.rows.idOf, children: render };
  return (
    <ListStates
      list={list}
      isEmpty={list.rows.length === 0}
      rowHeight={36}
      empty={
        <StatePanel
          icon={IconReceipt}
          title={t(isExpense ? 'noExpenses' : 'noRevenues')}
          text={t(isExpense ? 'noExpensesText' : 'noRevenuesText')}
        />
      }
    >
      {phone ? (
        <RowCards rowHeight={4.125} {...rows} />
      ) : (
        <RowTable
          rowHeight={3.25}
          columns={[
            { title: t('date'), least: 6.5, share: 0.7 },
            { title: t('property'), least: 8.5, share: 1.2 },
            { title: t('category'), least: 7 },
            { title: t('description'), least: 10, share: 2.2 },
            { title: t('amount'), least: 7.5, share: 0.8, align: 'right' },
            menuColumn(t('ui:actions')),
          ]}
          {...rows}
        />
      )}
    </ListStates>
  );
}

/** The live list of revenues or expenses. Rendering its rows takes time, so it is left alone while a form is opened. */
export const Bookings = memo(BookingList) as typeof BookingList;

const nameOf = ({ amountMinor, currency, description }: Booking): string =>
  [formatMoney(amountMinor, currency), description].filter(Boolean).join(', ');
