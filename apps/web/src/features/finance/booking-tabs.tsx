import type { Expense, Revenue } from '@bellhop/hotel';
import { Paper, Tabs } from '@mantine/core';
import { memo, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenForm } from './booking-form.js';
import { EXPENSE, REVENUE } from './booking-kinds.js';
import { Bookings } from './bookings.js';
import type { BookingsView, onlyKind } from './filters.js';
import { useFinanceSearch } from './use-finance-search.js';

export interface BookingTabsProps {
  /** The only kind of bookings that is shown; undefined for both. */
  readonly kind: ReturnType<typeof onlyKind>;
  readonly view: BookingsView;
  /** The same at each render. */
  readonly onEdit: (form: OpenForm) => void;
}

/**
 * The lists of revenues and expenses. Tabs tell their panels of each of their renderings, for which React looks through all that
 * is in them, up to thousands of rows: they are rendered again only for what they show, and not when a form opens.
 */
export const BookingTabs = memo(function BookingTabs({ kind, view, onEdit }: BookingTabsProps) {
  const { t } = useTranslation('finance');
  const { search, change } = useFinanceSearch();
  const editRevenue = useCallback((row: Revenue) => onEdit({ kind: 'revenue', row }), [onEdit]);
  const editExpense = useCallback((row: Expense) => onEdit({ kind: 'expense', row }), [onEdit]);
  const tab = kind ? (kind === 'expense' ? 'expenses' : 'revenues') : (search.tab ?? 'revenues');
  return (
    <Paper p="lg" variant="surface">
      <Tabs
        value={tab}
        onChange={(choice) => change({ tab: choice === 'expenses' ? choice : undefined })}
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          {kind !== 'expense' && <Tabs.Tab value="revenues">{t('revenues')}</Tabs.Tab>}
          {kind !== 'revenue' && <Tabs.Tab value="expenses">{t('expenses')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="revenues">
          <Bookings kind={REVENUE} view={view} onEdit={editRevenue} />
        </Tabs.Panel>
        <Tabs.Panel value="expenses">
          <Bookings kind={EXPENSE} view={view} onEdit={editExpense} />
        </Tabs.Panel>
      </Tabs>
    </Paper>
  );
});
