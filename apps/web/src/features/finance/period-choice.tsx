import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePhone } from '../../ui/use-phone.js';
import { useFinanceSearch } from './use-finance-search.js';

const CUSTOM = 'custom';

/** Chooses the last days, or any range of days. */
export function PeriodChoice() {
  const { t } = useTranslation('finance');
  const { search, period, change } = useFinanceSearch();
  const phone = usePhone();
  const isCustom = search.from !== undefined;

  const choose = (choice: string) => {
    const days = Number(choice);
    if (choice === CUSTOM) change({ days: undefined, from: period.from, to: period.to });
    else change({ from: undefined, to: undefined, days: days === 7 || days === 90 ? days : undefined });
  };
  const periods = [
    ...[7, 30, 90].map((count) => ({ value: String(count), label: t('days', { count }) })),
    { value: CUSTOM, label: t('customPeriod') },
  ];
  const value = isCustom ? CUSTOM : String(search.days ?? 30);
  return phone ? (
    // Four of them side by side do not fit in every language.
    <NativeSelect
      aria-label={t('period')}
      data={periods}
      value={value}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
      w="100%"
    />
  ) : (
    <SegmentedControl
      aria-label={t('period')}
      data={periods}
      value={value}
      onChange={choose}
      maw="100%"
      // With very large text it scrolls by itself, not with the page.
      style={{ overflowX: 'auto' }}
    />
  );
}
