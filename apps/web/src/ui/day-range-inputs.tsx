import { isDay } from '@bellhop/hotel';
import { useTranslation } from 'react-i18next';
import type { DayRange, FilterChanges } from './address.js';
import { DayInput } from './day-input.js';

export interface DayRangeInputsProps {
  readonly range: DayRange;
  /** The current day at the property. */
  readonly today: string;
  readonly onChange: (changes: FilterChanges<DayRange>) => void;
}

/** Two inputs, for the first and the last day to show. Each may be empty. */
export function DayRangeInputs({ range: { from, to }, today, onChange }: DayRangeInputsProps) {
  const { t } = useTranslation('ui');
  const dayOrNone = (typed: string | null) => (isDay(typed) ? typed : undefined);
  return (
    <>
      <DayInput
        label={t('from')}
        today={today}
        value={from ?? null}
        onChange={(typed) => onChange({ from: dayOrNone(typed) })}
      />
      <DayInput
        label={t('to')}
        today={today}
        value={to ?? null}
        onChange={(typed) => onChange({ to: dayOrNone(typed) })}
      />
    </>
  );
}
