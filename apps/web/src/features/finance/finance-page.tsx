import { Button, Group } from '@mantine/core';
import { useLiveAggregate } from '@bellhop/react';
import { IconFilter, IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadedComponent } from '../../ui/loaded-component.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePageTitle } from '../../ui/page-title.js';
import { usePhone } from '../../ui/use-phone.js';
import { useProperties } from '../properties/use-properties.js';
import type { OpenForm } from './booking-form.js';
import { BookingTabs } from './booking-tabs.js';
import { countFilters, onlyKind } from './filters.js';
import { summary as currentSummary } from './live.js';
import { currenciesOf, Overview } from './overview.js';
import { PeriodChoice } from './period-choice.js';
import { useFinanceSearch } from './use-finance-search.js';

const BookingForm = loadedComponent(() => import('./booking-form.js'));
const ExportButton = loadedComponent(() => import('./export-button.js'));
const FilterBar = loadedComponent(() => import('./filter-bar.js'));
const CustomPeriod = loadedComponent(() => import('./custom-period.js'));

export function FinancePage() {
  const { t } = useTranslation('finance');
  usePageTitle(t('finance'));
  const { search, period, view } = useFinanceSearch();
  const { selected, properties } = useProperties();
  const phone = usePhone();
  const filtersId = useId();
  const filterCount = countFilters(search);
  const [showsFilters, setShowsFilters] = useState(filterCount > 0);
  const [form, setForm] = useState<OpenForm>();

  const kind = onlyKind(search);
  const sums = { ...view, kind };
  const summary = useLiveAggregate(currentSummary, sums);
  const usual = (selected ? [selected] : properties).map(({ currency }) => currency);
  const currencies = currenciesOf(summary.data, usual);
  const { revenues = 0, expenses = 0 } = summary.data?.bookings ?? {};

  return (
    <>
      <PageHeader title={t('finance')} subtitle={selected ? `${selected.name}, ${selected.city}` : t('allProperties')}>
        <PeriodChoice />
        <Group gap="sm" grow={phone} w={phone ? '100%' : 'auto'} maw="100%">
          <Button
            variant="default"
            leftSection={<IconPlus size={17} aria-hidden />}
            onClick={() => setForm({ kind: 'expense' })}
          >
            {t('newExpense')}
          </Button>
          <Button
            data-shortcut="new"
            leftSection={<IconPlus size={17} aria-hidden />}
            onClick={() => setForm({ kind: 'revenue' })}
          >
            {t('newRevenue')}
          </Button>
        </Group>
      </PageHeader>
      <Group justify="space-between" gap="sm" mb="md">
        <Button
          variant={filterCount > 0 ? 'light' : 'default'}
          className={filterCount > 0 ? 'bh-paper' : undefined}
          leftSection={<IconFilter size={17} aria-hidden />}
          data-shortcut="filters"
          aria-expanded={showsFilters}
          aria-controls={filtersId}
          onClick={() => setShowsFilters(!showsFilters)}
        >
          {filterCount > 0 ? t('filtersSet', { count: filterCount }) : t('filters')}
        </Button>
        <ExportButton view={sums} count={summary.data && revenues + expenses} />
      </Group>
      {search.from !== undefined && <CustomPeriod />}
      <div id={filtersId}>{showsFilters && <FilterBar currency={currencies[0] ?? 'EUR'} />}</div>
      <Overview view={sums} previous={period.previous} summary={summary} currencies={currencies} />
      <BookingTabs kind={kind} view={view} onEdit={setForm} />
      {form && <BookingForm form={form} onClose={() => setForm(undefined)} />}
    </>
  );
}
