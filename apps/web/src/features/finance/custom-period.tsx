import { isDay } from '@bellhop/hotel';
import { Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayInput } from '../../ui/day-input.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import type { Period } from './periods.js';
import { useFinanceSearch } from './use-finance-search.js';

/** The first and the last day of a custom range. The address changes when both are days in order. */
export default function CustomPeriod() {
  const { t } = useTranslation(['finance', 'ui']);
  const { today } = usePropertyDays();
  const { period, change } = useFinanceSearch();
  const [typed, setTyped] = useState<{ [K in keyof Period]: string | null }>(period);

  const type = (changes: { readonly from?: string | null; readonly to?: string | null }) => {
    const next = { ...typed, ...changes };
    setTyped(next);
    if (isDay(next.from) && isDay(next.to) && next.from <= next.to) change({ from: next.from, to: next.to });
  };
  const isReversed = isDay(typed.from) && isDay(typed.to) && typed.to < typed.from;
  return (
    <Group align="flex-start" gap="sm" mb="md" grow preventGrowOverflow={false} maw={480}>
      <DayInput label={t('ui:from')} today={today} value={typed.from} onChange={(from) => type({ from })} />
      <DayInput
        label={t('ui:to')}
        today={today}
        value={typed.to}
        onChange={(to) => type({ to })}
        error={isReversed && t('toBeforeFrom')}
      />
    </Group>
  );
}
