import type { FinanceSummary } from '@bellhop/hotel';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { perLocale } from '../../language/locale.js';
import { daysBetween, formatDay } from '../../ui/days.js';
import { formatMoney, toMajor, toMinor } from '../../ui/money.js';
import { labelled, linesUpTo } from './chart-scale.js';
import classes from './day-chart.module.css';

/** Beneath a wide chart; a narrow one shows every second or fourth of them. */
const MAX_LABELS = 8;

export interface DayChartProps {
  readonly summary: FinanceSummary;
  readonly currency: string;
  /** The current day at the property. */
  readonly today: string;
}

/** What was booked on one day, in minor units. */
export interface BookedDay {
  readonly day: string;
  readonly revenueMinor: number;
  readonly expenseMinor: number;
}

/** Returns every day of a summary in one currency, days without a booking included. */
export function bookedDays({ summary, currency }: Pick<DayChartProps, 'summary' | 'currency'>): BookedDay[] {
  const booked = new Map(summary.byDay.filter((sum) => sum.currency === currency).map((sum) => [sum.day, sum]));
  return daysBetween(summary.from, summary.to).map((day) => {
    const { revenueMinor = 0, expenseMinor = 0 } = booked.get(day) ?? {};
    return { day, revenueMinor, expenseMinor };
  });
}

const compactMoney = perLocale((locale) => {
  const formats = new Map<string, Intl.NumberFormat>();
  return (amount: number, currency: string) => {
    const format =
      formats.get(currency) ??
      new Intl.NumberFormat(locale, {
        ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
        ...{ notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 },
      } as const);
    formats.set(currency, format);
    return format.format(amount);
  };
});

/** Revenue and expenses in one currency: a bar of each per day. The table has the same for screen readers. */
export function DayChart({ summary, currency, today }: DayChartProps) {
  const { t } = useTranslation('finance');
  const [pointedAt, setPointedAt] = useState<string>();
  const days = bookedDays({ summary, currency });
  const lines = linesUpTo(
    toMajor(Math.max(0, ...days.map((day) => Math.max(day.revenueMinor, day.expenseMinor))), currency),
  );
  const topMinor = toMinor(lines.at(-1) ?? 1, currency);
  const height = (amountMinor: number) => `${(amountMinor / topMinor) * 100}%`;
  const texts = lines.map((line) => compactMoney()(line, currency));
  const labels = [...labelled(days.length, MAX_LABELS)];
  const pointed = days.find(({ day }) => day === pointedAt);
  return (
    <div
      className={classes.chart}
      role="img"
      aria-label={t('chartLabel', { from: formatDay(summary.from, 'medium'), to: formatDay(summary.to, 'medium') })}
      onPointerLeave={() => setPointedAt(undefined)}
    >
      <div className={classes.legend}>
        {pointed && <strong>{formatDay(pointed.day, 'long')}</strong>}
        <span data-of="revenue">
          {t('revenue')} {pointed && formatMoney(pointed.revenueMinor, currency)}
        </span>
        <span data-of="expenses">
          {t('expenses')} {pointed && formatMoney(pointed.expenseMinor, currency)}
        </span>
      </div>
      <div
        className={classes.axis}
        data-widest={texts.reduce((one, other) => (other.length > one.length ? other : one), '')}
      >
        {lines.map((line, index) => (
          <span key={line} style={{ insetBlockEnd: height(toMinor(line, currency)) }}>
            {texts[index]}
          </span>
        ))}
      </div>
      <div className={classes.plot} data-dense={days.length > 45}>
        {lines.map((line) => (
          <span key={line} className={classes.line} style={{ insetBlockEnd: height(toMinor(line, currency)) }} />
        ))}
        {days.map(({ day, revenueMinor, expenseMinor }, index) => (
          <div
            key={day}
            className={classes.day}
            data-today={day === today}
            data-pointed={day === pointedAt}
            onPointerEnter={() => setPointedAt(day)}
          >
            <span data-of="revenue" style={{ blockSize: height(revenueMinor) }} />
            <span data-of="expenses" style={{ blockSize: height(expenseMinor) }} />
            {labels.includes(index) && (
              <span className={classes.label} data-from={widthFor(labels.indexOf(index))}>
                {day === today ? t('today') : formatDay(day, 'short')}
              </span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The width of chart from which on a label is shown. @param rank 0 for the last day, which is always labelled */
function widthFor(rank: number): 'narrow' | 'medium' | 'wide' | undefined {
  if (rank === 0) return undefined;
  if (rank % 4 === 0) return 'narrow';
  return rank % 2 === 0 ? 'medium' : 'wide';
}
