import type { FinanceSummary } from '@bellhop/hotel';
import { Group, Paper, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { perLocale } from '../../language/locale.js';
import { formatMoney } from '../../ui/money.js';
import classes from './finance.module.css';

type Totals = FinanceSummary['totals'][number];

const CARDS = [
  { title: 'revenue', amount: 'revenueMinor', moreIsBetter: true },
  { title: 'expenses', amount: 'expenseMinor', moreIsBetter: false },
  { title: 'profit', amount: 'profitMinor', moreIsBetter: true },
] as const satisfies readonly { title: string; amount: keyof Totals; moreIsBetter: boolean }[];

export interface SummaryCardsProps {
  readonly summary: FinanceSummary | undefined;
  /** The previous period, for the trend. */
  readonly previous: FinanceSummary | undefined;
  /** The main currency first. */
  readonly currencies: readonly string[];
}

export function SummaryCards({ summary, previous, currencies }: SummaryCardsProps) {
  const { t } = useTranslation('finance');
  return (
    <div className={classes.cards}>
      {CARDS.map((card) => (
        <Paper key={card.title} p="lg" variant="surface" className={classes.card}>
          <Text size="sm" fw={600} c="dimmed">
            {t(card.title)}
          </Text>
          {summary ? (
            currencies.map((currency, index) => (
              <Amount
                key={currency}
                leads={index === 0}
                currency={currency}
                amount={amountOf(summary, currency, card.amount) ?? 0}
                before={previous && amountOf(previous, currency, card.amount)}
                moreIsBetter={card.moreIsBetter}
              />
            ))
          ) : (
            <Skeleton h={34} w={170} mt={8} />
          )}
        </Paper>
      ))}
    </div>
  );
}

function amountOf(summary: FinanceSummary, currency: string, amount: (typeof CARDS)[number]['amount']) {
  return summary.totals.find((totals) => totals.currency === currency)?.[amount];
}

interface AmountProps {
  readonly leads: boolean;
  readonly currency: string;
  readonly amount: number;
  readonly before: number | undefined;
  readonly moreIsBetter: boolean;
}

function Amount({ leads, currency, amount, before, moreIsBetter }: AmountProps) {
  return (
    <Group justify="space-between" gap="xs" mt={leads ? 4 : 6}>
      <span className={`bh-money ${leads ? classes.leading : classes.further}`}>
        {formatMoney(amount, currency, { whole: true })}
      </span>
      <Trend amount={amount} before={before} moreIsBetter={moreIsBetter} />
    </Group>
  );
}

const percentage = perLocale((locale) => new Intl.NumberFormat(locale, { style: 'percent' }));

/** Shows nothing if the previous period is no basis for comparison. */
function Trend({ amount, before, moreIsBetter }: Pick<AmountProps, 'amount' | 'before' | 'moreIsBetter'>) {
  const { t } = useTranslation('finance');
  if (before === undefined || before <= 0) return null;
  const percent = Math.round(((amount - before) / before) * 100);
  if (percent === 0 || Math.abs(percent) > 999) return null;
  const up = percent > 0;
  const Arrow = up ? IconArrowUpRight : IconArrowDownRight;
  return (
    <Group gap={2} wrap="nowrap" className={classes.trend} data-good={up === moreIsBetter} title={t('comparedBefore')}>
      <Arrow size={16} stroke={2} aria-hidden />
      <span className="bh-money">{percentage().format(Math.abs(percent) / 100)}</span>
      <VisuallyHidden>{t(up ? 'moreThanBefore' : 'lessThanBefore')}</VisuallyHidden>
    </Group>
  );
}
